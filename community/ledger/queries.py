"""All reads of the ledger.

What is told to others ends at the last checkpoint: nobody is shown a state of the tree that is not signed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

from community.db import db
from community.ledger import tree
from community.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerHead, LedgerKey, LedgerTile, WaitingEntry
from community.ledger.tree import HASH_BYTES, TILE_HEIGHT, TILE_WIDTH, Load, Node, Place

R = TypeVar("R")

# How many lines of entries are given at once.
LINES = 10_000


@dataclass(frozen=True)
class Proof:
    """That an entry stands in the ledger, as of a checkpoint."""

    entry: str
    position: int
    path: list[bytes]
    checkpoint: str


def prove(content: str) -> Proof | None:
    """The place of an entry, and the proof that leads to the last checkpoint; None while it is not in one."""
    checkpoint = find_checkpoint()
    entry = db.session.scalar(sa.select(LedgerEntry).where(LedgerEntry.leaf == tree.leaf_hash(content)))
    if entry is None or checkpoint is None or entry.position >= checkpoint.size:
        return None
    path = read_tree(lambda node: tree.inclusion(node, entry.position, checkpoint.size))
    return Proof(entry.content, entry.position, path, checkpoint.note)


def prove_inclusion(position: int, size: int) -> list[bytes] | None:
    """The proof that the tree of `size` entries holds the one at `position`; None beyond the last checkpoint."""
    if not 0 <= position < size <= signed_size():
        return None
    return read_tree(lambda node: tree.inclusion(node, position, size))


def prove_consistency(old: int, new: int) -> list[bytes] | None:
    """The proof that the tree of `old` entries is the beginning of that of `new`; None beyond the last checkpoint."""
    if not 0 < old <= new <= signed_size():
        return None
    return read_tree(lambda node: tree.consistency(node, old, new))


def find_checkpoint() -> LedgerCheckpoint | None:
    """The last checkpoint."""
    return db.session.scalar(sa.select(LedgerCheckpoint).order_by(LedgerCheckpoint.size.desc()).limit(1))


def list_checkpoints(number: int) -> Sequence[LedgerCheckpoint]:
    """The last checkpoints, the newest first."""
    statement = sa.select(LedgerCheckpoint).order_by(LedgerCheckpoint.size.desc()).limit(number)
    return db.session.scalars(statement).all()


def signed_size() -> int:
    """How many entries are in the last checkpoint."""
    return db.session.scalars(sa.select(sa.func.coalesce(sa.func.max(LedgerCheckpoint.size), 0))).one()


def head_size() -> int:
    """How many entries are sealed."""
    return db.session.scalar(sa.select(LedgerHead.size)) or 0


def find_key() -> LedgerKey | None:
    """The key of the ledger; there is none before the first checkpoint."""
    return db.session.scalar(sa.select(LedgerKey))


def find_tile(level: int, place: int, width: int = TILE_WIDTH) -> bytes | None:
    """The first `width` hashes of a tile; None beyond the last checkpoint."""
    if level < 0 or place < 0 or (place * TILE_WIDTH + width) << TILE_HEIGHT * level > signed_size():
        return None
    tile = db.session.get(LedgerTile, (level, place))
    return tile.hashes[: width * HASH_BYTES] if tile else None


def list_entries(begin: int, number: int = LINES) -> list[str] | None:
    """The entries from a position on, at most so many; None beyond the last checkpoint."""
    end = min(begin + number, signed_size())
    if not 0 <= begin < end:
        return None
    places = LedgerEntry.position.between(begin, end - 1)
    return list(db.session.scalars(sa.select(LedgerEntry.content).where(places).order_by(LedgerEntry.position)))


def find_positions(contents: Iterable[str]) -> dict[str, int]:
    """The positions of those of these lines that are sealed."""
    leaves = [tree.leaf_hash(content) for content in contents]
    found = sa.select(LedgerEntry.content, LedgerEntry.position).where(LedgerEntry.leaf.in_(leaves))
    return {row.content: row.position for row in db.session.execute(found)}


def list_waiting() -> Sequence[sa.Row[tuple[str, dict[str, Any]]]]:
    """What waits to be sealed, with the notes of its authors, in its order."""
    waiting = sa.select(WaitingEntry.content, WaitingEntry.note).order_by(WaitingEntry.number)
    return db.session.execute(waiting).all()


def read_tree(work: Callable[[Node], R]) -> R:
    """Do something with the nodes of the tree, with one question to the database.

    work: asks for the same nodes whatever their hashes are.
    """
    wanted: set[Place] = set()

    def note(level: int, place: int) -> bytes:
        wanted.add((level, place))
        return bytes(tree.TILE_BYTES)

    work(tree.node_reader(note))
    return work(tree.node_reader(load_tiles(wanted)))


def load_tiles(places: Iterable[Place]) -> Load:
    """A reader of the tiles at these places, which are read now."""
    wanted = sa.tuple_(LedgerTile.level, LedgerTile.place).in_(list(places))
    found = {(tile.level, tile.place): tile.hashes for tile in db.session.scalars(sa.select(LedgerTile).where(wanted))}
    return lambda level, place: found[level, place]
