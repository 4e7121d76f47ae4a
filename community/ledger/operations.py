"""Writing the ledger: entering, and sealing what was entered."""

import hashlib
import logging
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community import jobs
from community.db import after_commit, atomic, db
from community.ledger.models import LedgerEntry, LedgerHead, WaitingEntry
from community.ledger.signals import entries_sealed

log = logging.getLogger(__name__)

BATCH = 2000  # entries that are sealed in one transaction


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
    head = _hold_head()
    statement = sa.select(WaitingEntry).order_by(WaitingEntry.number).limit(BATCH)
    waiting = db.session.scalars(statement).all()
    if not waiting:
        return 0
    rows = [
        {"position": head.size + at, "content": entry.content, "leaf": leaf_hash(entry.content)}
        for at, entry in enumerate(waiting)
    ]
    db.session.execute(sa.insert(LedgerEntry), rows)
    head.size += len(rows)
    notes = [entry.note for entry in waiting]
    db.session.execute(sa.delete(WaitingEntry).where(WaitingEntry.number.in_([entry.number for entry in waiting])))
    entries_sealed.send(notes)
    return len(rows)


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
