"""Rings: new accounts that vouch for nobody but each other, found among the vouches that they have."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import timedelta
from typing import NamedTuple, TypeVar

A = TypeVar("A", bound=Hashable)

# How long an account is new: long enough that a ring has to wait a season before it looks like anybody.
NEW = timedelta(days=90)


class Edge(NamedTuple):
    """One vouch for a new account, as far as rings go."""

    voucher: Hashable
    member: Hashable
    # Whether the voucher is new, too, and whether what they say counts: they are past probation.
    is_new: bool
    counts: bool


def find_rings(edges: Iterable[Edge]) -> list[set[Hashable]]:
    """The rings among new accounts, the largest first.

    edges: every vouch that a new account has. Somebody is known from outside if an account that is not new vouches for
    them with a vouch that counts, or somebody does who is known from outside themselves. Of all others, those whom
    vouches tie together are a ring, if they are two or more. That a ring vouches for people outside does not hide it:
    only who is vouched *for* is known.
    """
    edges = list(edges)
    known = _known_from_outside(edges)
    inside = [edge for edge in edges if edge.is_new and edge.voucher not in known and edge.member not in known]
    return sorted(_components(inside), key=len, reverse=True)


def _known_from_outside(edges: list[Edge]) -> set[Hashable]:
    given = defaultdict(list)
    for edge in edges:
        if edge.counts:
            given[edge.voucher].append(edge.member)
    known: set[Hashable] = set()
    waiting = [edge.member for edge in edges if edge.counts and not edge.is_new]
    while waiting:
        member = waiting.pop()
        if member not in known:
            known.add(member)
            waiting.extend(given[member])
    return known


def _components(edges: list[Edge]) -> list[set[Hashable]]:
    neighbours = defaultdict(set)
    for edge in edges:
        neighbours[edge.voucher].add(edge.member)
        neighbours[edge.member].add(edge.voucher)
    found, seen = [], set()
    for start in neighbours:
        component, waiting = set(), [start]
        while waiting:
            member = waiting.pop()
            if member not in seen:
                seen.add(member)
                component.add(member)
                waiting.extend(neighbours[member])
        if component:
            found.append(component)
    return found
