"""Keeping the index of search: the worker reads what was written, and puts its marks in or takes them out."""

import uuid
from typing import Any

import sqlalchemy as sa

from community import errands
from community.db import atomic, db
from community.errands import Handler
from community.finding.marking import finding_marker, marks_for
from community.finding.models import FindingEntry, position_at
from community.finding.queries import searched_kinds
from community.groups.works import Kind

_AT_A_TIME = 200


def renew(kind: str, subject_id: uuid.UUID) -> None:
    """Have the worker look at a thing that was made, changed or deleted; part of the operation that does so.

    kind, subject_id: as its feature registers it in community.groups.works.
    """
    errands.defer("finding.index", name=kind, subject_id=subject_id.hex)


@atomic
def index(*, name: str, subject_id: str) -> None:
    """Make the entry of one thing anew from what stands in the database, or take it out where the thing is gone.

    name: of its kind.
    """
    _index_some(name, [uuid.UUID(subject_id)])


@atomic
def forget_gone() -> int:
    """Take out the entries of things that are gone, even where nobody had them renewed; returns how many."""
    taken = 0
    for kind in searched_kinds():
        there = sa.exists().where(_identity_of(kind) == FindingEntry.subject_id)
        gone = sa.delete(FindingEntry).where(FindingEntry.kind == kind.name, sa.not_(there))
        taken += len(db.session.scalars(gone.returning(FindingEntry.position)).all())
    return taken


def complete(*, everything: bool = False) -> int:
    """Make the entries that are missing, and those that were made in another way or with another key.

    everything: make all of them anew. Returns how many were made.
    """
    forget_gone()
    return sum(_complete_kind(kind, everything=everything) for kind in searched_kinds())


def _complete_kind(kind: Kind, *, everything: bool) -> int:
    identity, edition = _identity_of(kind), finding_marker().edition
    current = sa.exists().where(FindingEntry.subject_id == identity, FindingEntry.edition == edition)
    made, last = 0, uuid.UUID(int=0)
    while True:
        some = sa.select(identity).where(identity > last).order_by(identity).limit(_AT_A_TIME)
        some = some if everything else some.where(sa.not_(current))
        ids = list(db.session.scalars(some))
        db.session.rollback()
        if not ids:
            return made
        made, last = made + _renew_some(kind.name, ids), ids[-1]


@atomic
def _renew_some(kind: str, ids: list[uuid.UUID]) -> int:
    return _index_some(kind, ids)


def _index_some(kind_name: str, ids: list[uuid.UUID]) -> int:
    for identity in sorted(ids):  # in one order, so that two workers never wait for each other in a circle
        _hold(identity)
    known = {kind.name: kind for kind in searched_kinds()}.get(kind_name)
    works = known.load(ids) if known else {}
    marker = finding_marker()
    entries = [
        {
            "position": position_at(work.at),
            "kind": kind_name,
            "subject_id": identity,
            "marks": marks_for(kind_name, work, marker),
            "edition": marker.edition,
        }
        for identity, work in works.items()
    ]
    db.session.execute(sa.delete(FindingEntry).where(FindingEntry.subject_id.in_(ids)))
    if entries:
        db.session.execute(sa.insert(FindingEntry), entries)
    return len(entries)


def _identity_of(kind: Kind) -> Any:
    return sa.inspect(kind.model).local_table.c.id


def _hold(identity: uuid.UUID) -> None:
    """One worker at a time reads a thing and makes its entry, so that the last entry is that of the last text.

    There may be no row to hold yet. SQLite lets only one write at a time anyway.
    """
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(identity.int >> 65)))


ERRANDS: dict[str, Handler] = {"finding.index": index}
