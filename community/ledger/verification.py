"""Finding whatever does not fit in the ledger: everything is computed anew from the entries, in bounded memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

from community.db import db
from community.ledger import tree
from community.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerHead, LedgerKey, LedgerTile
from community.ledger.notes import BadNote, Checkpoint, open_checkpoint, public_key
from community.ledger.tree import Growth, Place

BATCH = 4096  # rows that are read at once


@contextmanager
def snapshot() -> Iterator[None]:
    """See inside of this the database as it was at one moment, whatever is written meanwhile; write nothing."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield
    finally:
        db.session.rollback()


def find_faults(exported: str | None = None) -> Iterator[str]:
    """What is wrong with the ledger, in sentences; nothing where all is well.

    exported: a checkpoint that was kept elsewhere, with which the ledger must begin.
    """
    key = db.session.scalar(sa.select(LedgerKey))
    yield from _faults_of_key(key)
    elsewhere, fault = _open_exported(exported, key)
    if fault:
        yield fault
    growth, checkpoints = Growth(), _Checkpoints(key, elsewhere)
    yield from checkpoints.check(growth)
    for entry in read_entries():
        if entry.position != growth.size:
            yield f"Entry {growth.size} is missing: {entry.position} comes in its place. What follows was not checked."
            return
        leaf = tree.leaf_hash(entry.content)
        if leaf != entry.leaf:
            yield f"Entry {entry.position} was altered: its line does not fit its hash."
        for place, hashes in growth.add(leaf):
            yield from _faults_of_tile(place, hashes)
        yield from checkpoints.check(growth)
    yield from checkpoints.left(growth)
    yield from _faults_of_edge(growth)


def read_entries() -> Iterator[Any]:
    """All entries with position, content and leaf, in their order."""
    columns = sa.select(LedgerEntry.position, LedgerEntry.content, LedgerEntry.leaf).order_by(LedgerEntry.position)
    rows: Sequence[Any] = db.session.execute(columns.limit(BATCH)).all()
    while rows:
        yield from rows
        rows = db.session.execute(columns.where(LedgerEntry.position > rows[-1].position).limit(BATCH)).all()


class _Checkpoints:
    """The checkpoints, ours and one that was kept elsewhere, each compared when the tree has its size."""

    def __init__(self, key: LedgerKey | None, elsewhere: Checkpoint | None) -> None:
        self._key, self._elsewhere = key, elsewhere
        self._rows = _read_checkpoints()
        self._next: Any = next(self._rows, None)

    def check(self, growth: Growth) -> Iterator[str]:
        """What is wrong with the checkpoints of the size that the tree has just reached."""
        while self._next is not None and self._next.size <= growth.size:
            yield from self._faults(self._next, growth)
            self._next = next(self._rows, None)
        if self._elsewhere and self._elsewhere.size == growth.size:
            if self._elsewhere.root != growth.root():
                yield f"The first {growth.size} entries are not those that the checkpoint in the file was made of."
            if growth.size and db.session.get(LedgerCheckpoint, growth.size) is None:
                yield f"The checkpoint of {growth.size} entries, which is in the file, is not kept any more."

    def left(self, growth: Growth) -> Iterator[str]:
        """What is wrong with the checkpoints that the tree did not reach."""
        cut = "There are {} entries, but the checkpoint {}has {}: the end was cut off."
        if self._next is not None:
            yield cut.format(growth.size, "", self._next.size)
        if self._elsewhere and self._elsewhere.size > growth.size:
            yield cut.format(growth.size, "in the file ", self._elsewhere.size)

    def _faults(self, row: Any, growth: Growth) -> Iterator[str]:
        name = f"The checkpoint of {row.size} entries"
        if row.size != growth.size or row.root != growth.root():
            yield f"{name} has another root than the entries."
        if self._key is None:
            return
        try:
            said = open_checkpoint(row.note, self._key.origin, self._key.public)
        except BadNote as fault:
            yield f"{name} is not good. {fault}"
            return
        if (said.size, said.root) != (row.size, row.root):
            yield f"{name} says something else in what is signed."


def _read_checkpoints() -> Iterator[Any]:
    columns = sa.select(LedgerCheckpoint.size, LedgerCheckpoint.root, LedgerCheckpoint.note)
    statement = columns.order_by(LedgerCheckpoint.size).limit(BATCH)
    rows: Sequence[Any] = db.session.execute(statement).all()
    while rows:
        yield from rows
        rows = db.session.execute(statement.where(LedgerCheckpoint.size > rows[-1].size)).all()


def _faults_of_key(key: LedgerKey | None) -> Iterator[str]:
    if key is None:
        if db.session.scalar(sa.select(sa.func.min(LedgerCheckpoint.size))) is not None:
            yield "There are checkpoints, but the key that signed them is gone."
        return
    try:
        fits = public_key(bytes.fromhex(key.private)) == key.public
    except (InvalidTag, ValueError):
        yield "The key does not open with the secret of this installation, or was altered."
        return
    if not fits:
        yield "The public key is not that of the key that signs."


def _open_exported(exported: str | None, key: LedgerKey | None) -> tuple[Checkpoint | None, str | None]:
    if exported is None:
        return None, None
    if key is None:
        return None, "There is no key, so the checkpoint in the file cannot be of this ledger."
    try:
        return open_checkpoint(exported, key.origin, key.public), None
    except BadNote as fault:
        return None, f"The checkpoint in the file is not good. {fault}"


def _faults_of_tile(place: Place, hashes: bytes) -> Iterator[str]:
    columns = (LedgerTile.level == place[0], LedgerTile.place == place[1])
    kept = db.session.scalar(sa.select(LedgerTile.hashes).where(*columns))
    if kept != hashes:
        level, number = place
        yield f"Tile {number} of level {level} {'is missing' if kept is None else 'does not fit the entries'}."


def _faults_of_edge(growth: Growth) -> Iterator[str]:
    """What is wrong at the end of the tree: the tiles that are not full, tiles beyond it, and the head."""
    for place, hashes in growth.partial_tiles().items():
        yield from _faults_of_tile(place, hashes)
    tiles, level = 0, 0
    while count := growth.size >> tree.TILE_HEIGHT * level:
        tiles += -(-count // tree.TILE_WIDTH)
        level += 1
    kept = db.session.scalars(sa.select(sa.func.count()).select_from(LedgerTile)).one()
    if kept > tiles:
        yield f"There are {kept} tiles, more than the {tiles} above the entries."
    head = db.session.scalar(sa.select(LedgerHead.size))
    if (head or 0) != growth.size:
        yield f"The head counts {head or 0} entries, but there are {growth.size}."
