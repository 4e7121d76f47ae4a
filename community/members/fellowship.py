"""Who shares a working group with whom: groups stand above members, so they tell it through here."""

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa


class Circle(Protocol):
    """A working group, as far as members need to know."""

    slug: str

    def name(self, language: str) -> str:
        """The name in a language, else in the other."""


# Takes a member's id and the ids of others; gives those of them who share a group with the member.
FindFellows = Callable[[uuid.UUID, Collection[uuid.UUID]], set[uuid.UUID]]
# What a statement that is built once is given each time that it is asked.
Given = sa.BindParameter
MemberId = uuid.UUID | Given[uuid.UUID]
# Takes a member's id, a column of members' ids, and when (None: now); gives the condition that they share a group.
ShareCircle = Callable[[MemberId, sa.ColumnElement[uuid.UUID], Given[datetime] | None], sa.ColumnElement[bool]]
# Takes a member's id; gives the groups that they are in.
ListCircles = Callable[[uuid.UUID], Sequence[Circle]]
# Takes a member's id and the address of a group; gives the ids of those in it, of nobody where the member is not.
SelectCircle = Callable[[MemberId, str], sa.Select[uuid.UUID]]


@dataclass(frozen=True)
class Fellowship:
    """What a feature above answers."""

    find_fellows: FindFellows
    share_circle: ShareCircle
    list_circles: ListCircles
    select_circle: SelectCircle


_known: list[Fellowship] = []


def register(fellowship: Fellowship) -> None:
    """Let a feature above answer who shares a working group with whom."""
    _known.append(fellowship)


def fellows_among(one: uuid.UUID, others: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of `others` who are in a working group with `one`; asked once for all of them."""
    return set().union(*(fellowship.find_fellows(one, others) for fellowship in _known))


def are_fellows(one: uuid.UUID, other: uuid.UUID) -> bool:
    """Whether two members are in one working group."""
    return other in fellows_among(one, [other])


def is_fellow(
    one: MemberId, others: sa.ColumnElement[uuid.UUID], moment: Given[datetime] | None = None
) -> sa.ColumnElement[bool]:
    """The condition that a column of members' ids names a fellow of `one`. moment: when; now, where none is given."""
    return sa.or_(sa.false(), *(fellowship.share_circle(one, others, moment) for fellowship in _known))


def circles_of(one: uuid.UUID) -> list[Circle]:
    """The working groups that a member is in; show them to that member alone."""
    return [circle for fellowship in _known for circle in fellowship.list_circles(one)]


def is_in_circle(one: MemberId, slug: str, others: sa.ColumnElement[uuid.UUID]) -> sa.ColumnElement[bool]:
    """The condition that somebody is in a group of `one`; who is in other groups is nothing that `one` may know."""
    return sa.or_(sa.false(), *(others.in_(fellowship.select_circle(one, slug)) for fellowship in _known))
