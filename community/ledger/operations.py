"""Writing the ledger: entering, sealing what was entered, and signing what was sealed."""

import logging
import os
from collections.abc import Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community import jobs
from community.db import after_commit, atomic, db, insert_many
from community.ledger import tree
from community.ledger.keeping import keep, kept_file, read_kept
from community.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerHead, LedgerKey, LedgerTile, WaitingEntry
from community.ledger.naming import site_origin
from community.ledger.notes import PRIVATE_KEY_BYTES, BadNote, Checkpoint, make_note, open_checkpoint, public_key
from community.ledger.queries import find_checkpoint, find_key, head_size, read_tree
from community.ledger.signals import entries_sealed
from community.ledger.tree import Place

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
    leaves = [tree.leaf_hash(content) for content in contents]
    places = range(head.size, head.size + len(leaves))
    insert_many(LedgerEntry, ("position", "content", "leaf"), list(zip(places, contents, leaves, strict=True)))
    _extend_tiles(head.size, leaves)
    head.size += len(leaves)
    entries_sealed.send(notes)


@atomic
def sign_checkpoint() -> None:
    """Sign the size and root of the tree, if it has grown since it was signed last.

    Raises Forked where it does not begin with what was signed: whoever holds both could prove that something was
    altered, and a signature would say that it was us.
    """
    kept = read_kept()  # first: what others seal and sign from now on only makes the tree larger
    size, last = head_size(), find_checkpoint()
    if size == (last.size if last else 0):
        if last and kept != last.note:
            _keep_what_another_signed(kept or "", last)
        return
    if last and (size < last.size or _root(last.size) != last.root):
        raise Forked("The ledger does not begin with its last checkpoint; `flask ledger verify` says what is wrong.")
    key = find_key() or _make_key()
    if not _goes_on(kept or "", key, size):
        raise Forked(
            "The database has lost what was signed before, as after a backup was brought back. To sign what it holds "
            f"now, and to have it seen by whoever compares, delete {kept_file().name} in the instance folder."
        )
    checkpoint = Checkpoint(key.origin, size, _root(size))
    note = make_note(checkpoint, bytes.fromhex(key.private))
    try:
        with db.session.begin_nested():
            db.session.add(LedgerCheckpoint(size=size, root=checkpoint.root, note=note))
    except IntegrityError:  # another worker was faster, and has signed the same
        pass
    after_commit(partial(keep, note))


def _keep_what_another_signed(kept: str, last: LedgerCheckpoint) -> None:
    """Keep beside us, too, what a worker on another machine has signed, unless the database has gone back in time."""
    key = find_key()
    if key is not None and _goes_on(kept, key, last.size):
        after_commit(partial(keep, last.note))


def _goes_on(note: str, key: LedgerKey, size: int) -> bool:
    """Whether the tree begins with the checkpoint that is kept beside the database, if that is of this key."""
    try:
        kept = open_checkpoint(note, key.origin, key.public)
    except BadNote:
        return True
    return kept.size <= size and _root(kept.size) == kept.root


def _root(size: int) -> bytes:
    return read_tree(lambda node: tree.root(node, size))


def _make_key() -> LedgerKey:
    private = os.urandom(PRIVATE_KEY_BYTES)
    key = LedgerKey(number=1, origin=site_origin(), public=public_key(private))
    key.private = private.hex()
    try:
        with db.session.begin_nested():
            db.session.add(key)
    except IntegrityError:  # another worker was faster
        pass
    found = find_key()
    assert found is not None  # noqa: S101  (there is one now, ours or the other's)
    return found


def _extend_tiles(size: int, leaves: list[bytes]) -> None:
    """Put leaves behind the tree of so many; whoever calls holds the head."""
    statement = sa.select(LedgerTile).where(sa.tuple_(LedgerTile.level, LedgerTile.place).in_(tree.tile_places(size)))
    edge = statement.execution_options(populate_existing=True)
    kept: dict[Place, LedgerTile] = {(tile.level, tile.place): tile for tile in db.session.scalars(edge)}
    changed = tree.extend(lambda level, place: kept[level, place].hashes, size, leaves)
    for place in changed.keys() & kept.keys():
        kept[place].hashes = changed[place]
    new = sorted(changed.keys() - kept.keys())
    insert_many(LedgerTile, ("level", "place", "hashes"), [(*place, changed[place]) for place in new])


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
