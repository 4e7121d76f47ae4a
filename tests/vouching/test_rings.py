"""Rings are found by a pure function: against a naive definition, and in great number."""

from hypothesis import given
from hypothesis import strategies as st

from community.vouching.rings import Edge, find_rings

# Accounts 0 to 7 are new, 8 and 9 are not; whether somebody's word counts is a matter of the account.
NEW, OLD = range(8), range(8, 10)
PAIRS = st.tuples(st.integers(0, 9), st.sampled_from(NEW)).filter(lambda pair: pair[0] != pair[1])


def edges(pairs, counting):
    return [Edge(voucher, member, voucher in NEW, voucher in counting) for voucher, member in sorted(pairs)]


def naive(pairs, counting):
    """Grow what is known from outside, then join what is tied, until nothing changes."""
    known = set(OLD)
    for _round in NEW:
        known |= {member for voucher, member in pairs if voucher in known and voucher in counting}
    inside = {frozenset(pair) for pair in pairs if known.isdisjoint(pair)}
    for _round in NEW:
        inside = {frozenset().union(*(other for other in inside if other & one)) for one in inside}
    return inside


@given(pairs=st.sets(PAIRS, max_size=25), counting=st.sets(st.integers(0, 9)))
def test_rings_are_what_the_naive_definition_says(pairs, counting):
    found = find_rings(edges(pairs, counting))
    assert {frozenset(ring) for ring in found} == naive(pairs, counting)
    assert [len(ring) for ring in found] == sorted((len(ring) for ring in found), reverse=True)
    members = [member for ring in found for member in ring]
    assert len(members) == len(set(members))


def test_control_the_naive_definition_tells_rings_from_others():
    assert naive({(0, 1), (1, 2), (8, 3), (3, 4), (5, 6)}, {3, 8}) == {frozenset({0, 1, 2}), frozenset({5, 6})}


def test_a_hundred_thousand_vouches_are_looked_through():
    # One ring in a long line, which a function that calls itself would not survive, and many small ones.
    line = [Edge(number, number + 1, True, False) for number in range(50_000)]
    pairs = [Edge(-number, -number - 1, True, True) for number in range(1, 100_000, 2)]
    # Steps in the square of the number would take an hour, and nobody would wait for this test.
    found = find_rings([*line, *pairs])
    assert (len(found[0]), len(found)) == (50_001, 50_001)
