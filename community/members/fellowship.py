"""Who shares a working group with whom: groups stand above members, so they tell it through here."""

import uuid
from collections.abc import Callable, Collection

# Takes a member's id and the ids of others; gives those of them who share a group with the member.
FindFellows = Callable[[uuid.UUID, Collection[uuid.UUID]], set[uuid.UUID]]

_known: list[FindFellows] = []


def register(find_fellows: FindFellows) -> None:
    """Let a feature above answer who shares a working group with whom."""
    _known.append(find_fellows)


def fellows_among(one: uuid.UUID, others: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of `others` who are in a working group with `one`; asked once for all of them."""
    return set().union(*(find_fellows(one, others) for find_fellows in _known))


def are_fellows(one: uuid.UUID, other: uuid.UUID) -> bool:
    """Whether two members are in one working group."""
    return other in fellows_among(one, [other])
