"""Entries, the tree above them, and its signed checkpoints."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.crypto import sealed
from community.db import Identified, Model, now

# SQLite counts up only what it calls INTEGER.
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LONGEST_ENTRY = 120


class WaitingEntry(Model):
    """An entry that has not been sealed yet. Whoever enters something adds a row and waits for nobody."""

    __tablename__ = "ledger_waiting"

    number: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=True)
    content: Mapped[str] = mapped_column(sa.String(LONGEST_ENTRY))
    # What the author is told again when the entry is sealed; goes with the row.
    note: Mapped[dict[str, Any]]


class LedgerEntry(Model):
    """A sealed entry; never changed, never deleted."""

    __tablename__ = "ledger_entry"

    position: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    content: Mapped[str] = mapped_column(sa.String(LONGEST_ENTRY))
    leaf: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)


class LedgerHead(Model):
    """How many entries are sealed: one row, held by whoever seals."""

    __tablename__ = "ledger_head"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(sa.BigInteger, default=0)

    __table_args__ = (sa.CheckConstraint("number = 1", name="one_head"),)


class LedgerTile(Model):
    """Up to 256 hashes of one height of the tree that stand beside one another (C2SP tlog-tiles)."""

    __tablename__ = "ledger_tile"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    hashes: Mapped[bytes]


class LedgerKey(Identified, Model):
    """The key (Ed25519) that signs checkpoints, and the name under which they are known."""

    __tablename__ = "ledger_key"

    number: Mapped[int] = mapped_column(unique=True)
    origin: Mapped[str] = mapped_column(sa.String(200))
    public: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    private_sealed: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)

    private = sealed("private_sealed")

    __table_args__ = (sa.CheckConstraint("number = 1", name="one_key"),)


class LedgerCheckpoint(Model):
    """The size and root of the tree at one moment, signed."""

    __tablename__ = "ledger_checkpoint"

    size: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    note: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
