"""The arithmetic of the pictures of the count: what is drawn is what was counted, however little, much or old."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.endorsements.drawing import (
    MOST_POINTS,
    SHADES,
    bar_lengths,
    draw_growth,
    draw_world,
    sample_growth,
)
from community.i18n import COUNTRY_CODES

TODAY = date(2026, 11, 22)
A_DAY = timedelta(days=1)


def test_growth_of_nothing():
    assert sample_growth({}, TODAY) == []
    assert draw_growth([]) is None


def test_growth_of_one_day_begins_with_nothing():
    assert sample_growth({TODAY: 7}, TODAY) == [(TODAY - A_DAY, 0), (TODAY, 7)]


def test_growth_fills_the_days_on_which_nothing_happened():
    points = sample_growth({TODAY - 3 * A_DAY: 2, TODAY - A_DAY: 1}, TODAY)
    assert points == [
        (TODAY - 4 * A_DAY, 0),
        (TODAY - 3 * A_DAY, 2),
        (TODAY - 2 * A_DAY, 2),
        (TODAY - A_DAY, 3),
        (TODAY, 3),
    ]


def test_growth_falls_where_more_leave_than_come():
    assert [number for _day, number in sample_growth({TODAY - A_DAY: 5, TODAY: -2}, TODAY)] == [0, 5, 3]


def test_growth_does_not_lose_what_is_dated_after_today():
    assert sample_growth({TODAY: 1, TODAY + A_DAY: 1}, TODAY)[-1] == (TODAY + A_DAY, 2)


@pytest.mark.parametrize(
    ("age", "distance"), [(30, {1}), (119, {1}), (500, {7}), (1000, set(range(28, 32))), (9000, set(range(80, 94)))]
)
def test_growth_is_told_by_day_week_or_months(age, distance):
    points = sample_growth({TODAY - age * A_DAY: 1}, TODAY)
    assert len(points) <= MOST_POINTS + 2
    days = [day for day, _number in points]
    # The first mark is where something began, the last one today: between them the distances are even.
    assert {(later - sooner).days for sooner, later in pairwise(days[1:-1])} <= distance


additions = st.dictionaries(
    st.dates(min_value=date(2020, 1, 1), max_value=date(2120, 12, 31)), st.integers(0, 10**9), min_size=1, max_size=40
)


@given(additions)
def test_growth_of_any_days_is_bounded_and_ends_with_everything(added):
    points = sample_growth(added, TODAY)
    days = [day for day, _number in points]
    assert len(points) <= MOST_POINTS + 2
    assert days == sorted(set(days))
    assert points[0] == (min(added) - A_DAY, 0)
    assert points[-1] == (max([*added, TODAY]), sum(added.values()))
    assert all(number == sum(n for day, n in added.items() if day <= mark) for mark, number in points)


@given(additions)
def test_a_drawing_of_growth_stays_on_its_canvas(added):
    drawn = draw_growth(sample_growth(added, TODAY))
    assert drawn == draw_growth(sample_growth(added, TODAY))
    assert all(0 <= int(number) <= 1000 for number in re.findall(r"-?\d+", drawn.line))
    assert drawn.line.startswith("M0 1000L")
    assert drawn.end[0] == 100
    assert 2 <= len(drawn.levels) <= 5
    assert [y for y, _level in drawn.levels] == sorted((y for y, _level in drawn.levels), reverse=True)
    assert drawn.levels[0] == (100, 0)
    assert drawn.levels[-1][1] >= max(1, drawn.last[1])
    assert drawn.days[0][0] == 0
    assert drawn.days[-1] == (100, drawn.last[0])


@pytest.mark.parametrize(
    ("most", "levels"),
    [
        (0, [0, 1]),
        (3, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6, 8]),
        (2548, [0, 1000, 2000, 3000]),
        (10**7, [0, 5 * 10**6, 10**7]),
    ],
)
def test_levels_are_round(most, levels):
    drawn = draw_growth([(TODAY - A_DAY, 0), (TODAY, most)])
    assert [level for _y, level in drawn.levels] == levels


def test_bars_are_parts_of_everybody():
    assert bar_lengths([0, 1, 2, 4], 4) == [0, 25, 50, 100]
    assert bar_lengths([0] * 7, 0) == [0] * 7
    # Counts of one moment and a total of another: no bar is longer than its place.
    assert bar_lengths([5], 4) == [100]


def test_the_map_shows_all_land_once_and_shades_what_has_a_figure():
    plain, shaded = draw_world([]), draw_world([("KR", 1840), ("US", 30)])
    assert plain.lands == plain.shades == []
    assert [(land.code, land.figure, land.shade) for land in shaded.lands] == [("KR", 1840, 3), ("US", 30, 1)]
    drawn = shaded.rest + "".join(land.path for land in shaded.lands)
    assert sorted(drawn.split("z")) == sorted(plain.rest.split("z"))
    assert shaded.shades == [(1, 10, 100), (2, 100, 1000), (3, 1000, 10_000)]


def test_every_country_that_can_be_named_has_its_place_on_the_map():
    drawn = draw_world([(code, 10) for code in COUNTRY_CODES])
    assert {land.code for land in drawn.lands} == set(COUNTRY_CODES)
    assert all(0 < land.x < drawn.width and 0 < land.y < drawn.height for land in drawn.lands)


def test_what_the_map_does_not_know_is_left_out():
    assert draw_world([("ZZ", 10)]).lands == []


def test_a_small_country_is_a_dot():
    (singapore,) = draw_world([("SG", 10)]).lands
    assert singapore.radius > 10


@pytest.mark.parametrize(
    ("figure", "shade"), [(10, 1), (99, 1), (100, 2), (9999, 3), (10_000, 4), (10**5, 5), (10**8, SHADES)]
)
def test_shades_go_by_the_digits_of_a_figure(figure, shade):
    (land,) = draw_world([("KR", figure)]).lands
    assert land.shade == shade


def test_both_koreas_are_drawn_and_so_is_jeju():
    north, south = draw_world([("KP", 10), ("KR", 10)]).lands
    assert (north.shade, north.radius) == (south.shade, south.radius)
    assert south.y > north.y
    assert south.path.count("M") > 1
