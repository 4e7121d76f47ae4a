"""The ripple and the avatars: deterministic, bounded, and denser with more endorsers."""

import math
import re

from hypothesis import given
from hypothesis import strategies as st

from community.web.drawings import CANVAS, COLOURS, avatar_rings, ripple_origin, ripple_paths, ripple_rings

COUNTS = [1840, 1322, 1575, 2210, 1480, 2465, 1990]
seven_counts = st.lists(st.integers(min_value=0, max_value=10**12), min_size=7, max_size=7)


def test_more_endorsers_make_a_ring_denser():
    before = ripple_rings(COUNTS)
    after = ripple_rings([2465, *COUNTS[1:]])
    assert len(after[0]) > len(before[0])
    assert after[1:] == before[1:]


def test_the_first_endorser_is_already_seen():
    assert len(ripple_rings([0, 0, 1, 0, 0, 0, 0])[2]) > len(ripple_rings([0] * 7)[2])


def test_a_ring_is_full_where_everybody_took_it_on():
    full = ripple_rings([2000], 2000)
    assert ripple_rings([1000], 2000)[0] != full[0]
    assert len(ripple_rings([1000], 2000)[0]) < len(full[0])
    # Counts of one moment and a total of another: no ring is more than full.
    assert len(ripple_rings([2001], 2000)[0]) == len(full[0])


def test_the_point_in_the_middle_grows_with_everybody_to_a_limit():
    sizes = [ripple_origin(number) for number in (0, 1, 100, 1000, 10**9)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[1]
    assert sizes[-1] == sizes[-2] == 14


def test_rings_without_endorsers_are_sparse_but_drawn():
    empty, full = ripple_rings([0] * 7), ripple_rings([10**6] * 7)
    assert len(empty) == 7
    assert all(5 <= len(sparse) < len(dense) / 3 for sparse, dense in zip(empty, full, strict=True))


@given(seven_counts)
def test_any_counts_give_a_bounded_drawing_inside_the_canvas(counts):
    rings = ripple_rings(counts)
    assert rings == ripple_rings(counts)
    assert sum(map(len, rings)) < 900
    for index, ring in enumerate(rings):
        for x, y, radius in ring:
            assert abs(math.hypot(x - CANVAS / 2, y - CANVAS / 2) - (46 + 32 * index)) < 4
            assert 1 < radius < 3


@given(seven_counts)
def test_the_paths_draw_the_dots_of_the_rings(counts):
    for ring, lines in zip(ripple_rings(counts), ripple_paths(counts), strict=True):
        drawn = [
            (float(x), float(y), width / 2) for width, path in lines for x, y in re.findall(r"M(\S+) (\S+?)h0", path)
        ]
        assert sorted(drawn) == sorted(ring)
        assert len(lines) == len({radius for _x, _y, radius in ring})


def test_no_counts_give_no_rings():
    assert ripple_rings([]) == []


@given(st.text())
def test_an_avatar_is_three_separate_rings_about_a_point(seed):
    *rings, (point, _, _) = avatar_rings(seed)
    assert [*rings, avatar_rings(seed)[-1]] == avatar_rings(seed)
    edges = [16.0] + [edge for radius, width, _ in rings for edge in (radius + width / 2, radius - width / 2)] + [point]
    assert edges == sorted(edges, reverse=True)
    assert all(1 <= colour <= COLOURS for _, _, colour in avatar_rings(seed))


def test_people_get_different_avatars():
    assert len({tuple(avatar_rings(f"member-{number}")) for number in range(200)}) == 200
