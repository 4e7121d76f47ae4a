"""Searching in the groups that somebody is in. What is found is read, and decided, for this reader at this moment."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from community.accounts.models import Member
from community.db import db
from community.finding.marking import finding_marker, group_mark, kind_mark, spelled
from community.finding.models import FindingEntry
from community.groups.queries import find_groups_with_relations, groups_of
from community.groups.works import Found, Kind, find_works, list_kinds
from community.policy import POLICY
from community.searching import Sought, as_condition, sought_in
from community.web.cursors import open_cursor, seal_cursor
from community.web.pagination import Page

PAGE_SIZE = 15
# How many things that may fit are read for one page at most; whoever wants to look further turns it.
LOOK = 60

_SEARCH = sa.table("finding_search", sa.column("rowid", sa.Integer()), sa.column("finding_search", sa.Text()))


@dataclass(frozen=True)
class Asked:
    """What somebody looks for. words: as they were typed; group: an address, kind: a name, or "" for all."""

    words: str
    group: str = ""
    kind: str = ""


def searched_kinds() -> list[Kind]:
    """The kinds of things that search looks through."""
    return [kind for kind in list_kinds() if kind.model is not None]


def search(viewer: Member, asked: Asked, after: str | None = None) -> Page[Found]:
    """A page of what `viewer` may read now and that has all the words, newest first."""
    sought = sought_in(asked.words)
    places = _list_places(viewer, asked) if sought else {}
    if not places:
        return Page([], None)
    place = open_cursor("finding", after)
    rows = _find_candidates(sought, places, None if place is None else int.from_bytes(place))
    return _decide(viewer, sought, rows)


def _list_places(viewer: Member, asked: Asked) -> Mapping[frozenset[str], list[uuid.UUID]]:
    """The groups of the one who looks, by the kinds of things that they may read there."""
    groups = [group.id for group in groups_of(viewer) if asked.group in ("", group.slug)]
    places = defaultdict(list)
    for group, relations in find_groups_with_relations(viewer, groups).values():
        kinds = frozenset(
            kind.name
            for kind in searched_kinds()
            if asked.kind in ("", kind.name) and not POLICY[kind.action].isdisjoint(relations)
        )
        if kinds:
            places[kinds].append(group.id)
    return places


def _find_candidates(
    sought: Sequence[Sought], places: Mapping[frozenset[str], list[uuid.UUID]], before: int | None
) -> Sequence[sa.Row[int, str, uuid.UUID]]:
    """Things that have the marks, newest first, and one more than are looked at."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    both, either = ("AND", "OR") if on_sqlite else ("&", "|")
    condition = _condition(sought, places, both, either)
    entry = FindingEntry
    statement = sa.select(entry.position, entry.kind, entry.subject_id)
    position: sa.ColumnElement[int] = entry.position.expression
    if on_sqlite:
        position = _SEARCH.c.rowid  # the index is walked in this order, and no further than needed
        statement = statement.join(_SEARCH, position == entry.position)
        statement = statement.where(_SEARCH.c.finding_search.match(condition))
    else:
        statement = statement.where(entry.marks.op("@@")(sa.cast(condition, postgresql.TSQUERY)))
        position = position + 0  # few have the marks: they are sorted, rather than everything gone through in order
    if before is not None:
        statement = statement.where(position < before)
    return db.session.execute(statement.order_by(position.desc()).limit(LOOK + 1)).all()


def _condition(
    sought: Sequence[Sought], places: Mapping[frozenset[str], list[uuid.UUID]], both: str, either: str
) -> str:
    """The marks of all the words, and those of a place where the one who looks may read."""
    marker = finding_marker()
    wanted = as_condition([[[marker.mark(mark) for mark in word.marks]] for word in sought], both, either)

    def one_of(marks: list[str]) -> list[list[str]]:
        return [[marker.mark(mark)] for mark in marks]

    within = f" {either} ".join(
        "("
        + as_condition(
            [one_of([group_mark(group) for group in groups]), one_of(list(map(kind_mark, kinds)))], both, either
        )
        + ")"
        for kinds, groups in places.items()
    )
    return f"{wanted} {both} ({within})"


def _decide(viewer: Member, sought: Sequence[Sought], rows: Sequence[sa.Row[int, str, uuid.UUID]]) -> Page[Found]:
    """Those that may be read and have the words: marks alone would find “teaher” in “tea, her”."""
    looked = rows[:LOOK]
    by_kind = defaultdict(list)
    for _position, kind, identity in looked:
        by_kind[kind].append(identity)
    known = {kind.name for kind in searched_kinds()}
    works = {kind: find_works(viewer, kind, ids) for kind, ids in by_kind.items() if kind in known}
    items: list[Found] = []
    last = None
    for position, kind, identity in looked:
        found = works.get(kind, {}).get(identity)
        if found is not None and _has_words(found, sought):
            if len(items) == PAGE_SIZE:
                return Page(items, _seal(last))
            items.append(found)
        last = position
    more = len(rows) > LOOK
    return Page(items, _seal(last) if more else None, is_cut=more)


def _has_words(found: Found, sought: Sequence[Sought]) -> bool:
    text = spelled(found.work)
    return all(word.pattern is None or word.is_in(text) for word in sought)


def _seal(position: int | None) -> str | None:
    return None if position is None else seal_cursor("finding", position.to_bytes(8))
