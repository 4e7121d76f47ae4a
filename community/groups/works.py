"""What groups work with, as far as notices, search and desks need to know of it.

Groups stand below the features in which work is done, so these tell it through here: each kind of thing (a topic, a
task, a meeting) says what it is called, who may read it, and how to load it. Whoever asks is told of those things only
that they may read at this moment, so whoever has left a group is told nothing of it from then on.
"""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from community.accounts.models import Member
from community.groups.models import Group
from community.groups.queries import find_groups_with_relations
from community.i18n import Words
from community.policy import POLICY, Relation


@dataclass(frozen=True)
class Work:
    """One thing in a group. values: what its address needs beside the group's slug. text: all that search looks in."""

    group_id: uuid.UUID
    title: str
    language: str
    at: datetime
    values: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of thing.

    name: kept in tables, so it never changes. action: its page, and the row of the policy. load: those of these things
    that are there. model: their table, by which search finds what it does not know yet; None where it never looks.
    """

    name: str
    words: Words
    action: str
    load: Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, Work]]
    model: type[Any] | None = None
    # Whether its text may stand in the mail that tells of it, to those who want each by mail.
    mailed_whole: bool = False


@dataclass(frozen=True)
class Found:
    """A thing that somebody may read now, with its group."""

    kind: Kind
    group: Group
    work: Work

    @property
    def values(self) -> dict[str, Any]:
        """What the address of its page needs."""
        return {"slug": self.group.slug, **self.work.values}


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind of thing known."""
    _kinds[kind.name] = kind


def list_kinds() -> Sequence[Kind]:
    """Every kind of thing, in the order of the features."""
    return list(_kinds.values())


def get_kind(name: str) -> Kind:
    """The kind of this name. Raises KeyError for one that nobody registered."""
    return _kinds[name]


def find_works(viewer: Member, kind: str, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Found]:
    """Those of the things of one kind that are there and that `viewer` may read now, by id."""
    known = _kinds[kind]
    works = known.load(ids) if ids else {}
    groups = find_groups_with_relations(viewer, {work.group_id for work in works.values()})
    found = {}
    for identity, work in works.items():
        group, relations = groups.get(work.group_id, (None, frozenset()))
        # Who is in the group reads what anybody may read of it.
        if group is not None and not POLICY[known.action].isdisjoint(relations | {Relation.ANYONE}):
            found[identity] = Found(known, group, work)
    return found
