"""Writing the ledger: entering, sealing what was entered, and signing what was sealed."""

import logging
import os
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community import jobs
from community.db import after_commit, atomic, db, insert_many
from community.ledger.models import LedgerEntry, LedgerHead, WaitingEntry
from community.ledger.signals import entries_sealed

log = logging.getLogger(__name__)

BATCH = 2000  # entries that are sealed in one transaction


class Forked(Exception):
    """The tree does not begin with what was signed before, so nothing more is signed."""


def enter(content: str, note: dict[str, Any], *, at_once: bool = False) -> None:
    """Enter a line, to be sealed by the worker; part of an operation.

    note: what `entries_sealed` tells about the entry. at_once: seal before the answer is given, not after it.
    """
    db.session.add(WaitingEntry(content=content, note=note))
    after_commit(_seal_now if at_once else jobs.wake)


def seal_all() -> int:
    """Seal whatever waits, batch by batch; returns how many entries were sealed."""
    sealed_now = 0
    while batch := seal():
        sealed_now += batch
    return sealed_now


@atomic
def seal() -> int:
    """Give up to BATCH waiting entries, the oldest first, their places in the tree; returns how many."""
    _hold_head()  # first, so that who seals takes entries in their order
    oldest = sa.select(WaitingEntry.number).order_by(WaitingEntry.number).limit(BATCH)
    taken = sa.delete(WaitingEntry).where(WaitingEntry.number.in_(oldest.scalar_subquery()))
    columns = (WaitingEntry.number, WaitingEntry.content, WaitingEntry.note)
    rows = db.session.execute(taken.returning(*columns), execution_options={"synchronize_session": False}).all()
    if rows:
        waiting = sorted(rows, key=lambda row: row.number)
        append([entry.content for entry in waiting], [entry.note for entry in waiting])
    return len(rows)


def append(contents: Sequence[str], notes: Sequence[dict[str, Any]]) -> None:
    """Give entries their places in the tree in this order; part of an operation, which then holds the tree.

    contents, notes: as `enter` takes them, one of each for every entry.
    """
    head = _hold_head()
    rows = [(head.size + at, content, leaf_hash(content)) for at, content in enumerate(contents)]
    insert_many(LedgerEntry, ("position", "content", "leaf"), rows)
    head.size += len(rows)
    entries_sealed.send(notes)


def leaf_hash(content: str) -> bytes:
    """The hash of an entry as a leaf of the tree (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\0" + content.encode()).digest()


def _hold_head() -> LedgerHead:
    statement = sa.select(LedgerHead).with_for_update().execution_options(populate_existing=True)
    head = db.session.scalar(statement)
    if head is not None:
        return head
    try:
        with db.session.begin_nested():
            db.session.add(LedgerHead(number=1, size=0))
    except IntegrityError:  # another one was faster
        pass
    return db.session.scalars(statement).one()


def _seal_now() -> None:
    try:
        seal_all()
    except Exception:  # what was entered is safe, and the worker seals it
        log.exception("What was entered could not be sealed at once")
        jobs.wake()
