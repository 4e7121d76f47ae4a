"""Who shares a working group with whom: groups stand above members, so they tell it through here."""

import uuid
from collections.abc import Callable

SharesAGroup = Callable[[uuid.UUID, uuid.UUID], bool]

_known: list[SharesAGroup] = []


def register(shares_a_group: SharesAGroup) -> None:
    """Let a feature above answer whether two members are in one working group."""
    _known.append(shares_a_group)


def are_fellows(one: uuid.UUID, other: uuid.UUID) -> bool:
    """Whether two members are in one working group."""
    return any(shares(one, other) for shares in _known)
