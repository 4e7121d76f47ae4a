"""What the doctor looks at in the database: whether it keeps what it is given, and whether we can read it."""

import time
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from sqlalchemy.exc import SQLAlchemyError

from community.crypto import SealedField, WrongSecret, key_ring
from community.db import db, now
from community.ledger import tree
from community.ledger.keeping import kept_file, read_kept
from community.ledger.models import LedgerCheckpoint, LedgerKey
from community.ledger.notes import BadNote, open_checkpoint, public_key
from community.ledger.queries import find_checkpoint, find_key, head_size, read_tree
from community.rotation import sealed_models
from community.watching.checks.faults import Fault
from community.watching.checks.installation import installation

# What PostgreSQL must not do without, so that what was acknowledged outlives a loss of power.
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
SKEW = 5  # seconds
LAG = 10  # seconds in which a replica has to catch up
ROWS = 3  # of each table that are opened
_VERIFY = "Run `flask ledger verify`, which says what does not fit, and see the README."


def durability() -> Iterator[Fault]:
    """Whether what was acknowledged outlives a loss of power."""
    if db.engine.dialect.name == "sqlite":
        mode = db.session.execute(sa.text("PRAGMA journal_mode")).scalar_one()
        if mode != "wal":
            yield Fault(
                f"SQLite keeps a journal of the kind {mode} and not wal: readers and writers hold each other up.",
                "Put the instance on a disk of this machine: file systems of a network cannot do it.",
            )
        return
    for name in DURABLE:
        if db.session.execute(sa.text(f"SHOW {name}")).scalar_one() == "off":
            yield Fault(f"PostgreSQL has {name} = off: a loss of power may lose what was acknowledged.", f"{name} = on")


def clock() -> Iterator[Fault]:
    """Whether this machine and that of the database agree on what time it is."""
    if db.engine.dialect.name == "sqlite":
        return
    before = now()
    theirs = db.session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    apart = max((before - theirs).total_seconds(), (theirs - now()).total_seconds())
    if apart > SKEW:
        yield Fault(
            f"The clocks of this machine and of the database are {apart:.0f} seconds apart.",
            "Have both follow a time server, as with systemd-timesyncd or chrony.",
        )


def replica() -> Iterator[Fault]:
    """Whether the replica, if there is one, follows the primary."""
    if installation().replica_url is None:
        return
    written = db.session.execute(sa.text("SELECT pg_current_wal_lsn()::text")).scalar_one()
    deadline = time.monotonic() + LAG
    try:
        while not (said := _ask_replica(written)).has_caught_up and time.monotonic() < deadline:
            time.sleep(0.1)
    except SQLAlchemyError:
        yield Fault("The replica does not answer: visitors read from the primary.", "Look whether it runs.")
        return
    if not said.is_replica:
        yield Fault("What COMMUNITY_REPLICA_URL names is no replica.", "It must be a standby of the primary.")
    elif not said.has_caught_up:
        yield Fault(
            f"The replica is more than {LAG} seconds behind: visitors read from the primary.",
            "Look at pg_stat_replication on the primary, and into the log of the replica.",
        )


def _ask_replica(written: str) -> Any:
    caught_up = "coalesce(pg_last_wal_replay_lsn() >= CAST(:written AS pg_lsn), true)"
    state = sa.text(f"SELECT pg_is_in_recovery() AS is_replica, {caught_up} AS has_caught_up")
    with db.engines["replica"].connect() as connection:
        return connection.execute(state, {"written": written}).one()


def secret() -> Iterator[Fault]:
    """Whether the secret opens what is sealed; of each table the first rows are tried."""
    try:
        key_ring().reload()
        closed = [model.__tablename__ for model, sealed in sealed_models().items() if not _opens(model, sealed)]
    except WrongSecret as refusal:
        yield Fault("The secret does not open the keys of this database.", str(refusal))
        return
    if closed:
        yield Fault(
            f"The secret does not open what these tables hold: {', '.join(sorted(closed))}.",
            "Set COMMUNITY_SECRET_KEY to the secret that this database was filled with.",
        )


def _opens(model: type[Any], sealed: list[SealedField]) -> bool:
    filled = sa.or_(*(getattr(model, field.column).is_not(None) for field in sealed))
    rows = db.session.scalars(sa.select(model).where(filled).limit(ROWS)).all()
    try:
        for row in rows:
            for field in sealed:
                getattr(row, field.name)
    except InvalidTag:
        return False
    return True


def ledger() -> Iterator[Fault]:
    """Whether the ledger's key is ours, and the ledger begins with what was signed last."""
    last, key = find_checkpoint(), find_key()
    if last is None and key is None:
        return
    if key is None or not _is_ours(key):
        yield Fault("The key of the ledger is gone, or does not open with this secret.", _VERIFY)
        return
    if last and not _holds(last, key):
        yield Fault("The ledger does not begin with its last checkpoint.", _VERIFY)
    if _kept_size(key) > head_size():
        yield Fault(
            f"{kept_file().name} knows of more entries than the ledger has: the database has gone back in time.",
            _VERIFY,
        )


def _is_ours(key: LedgerKey) -> bool:
    try:
        return public_key(bytes.fromhex(key.private)) == key.public
    except (InvalidTag, ValueError):
        return False


def _holds(last: LedgerCheckpoint, key: LedgerKey) -> bool:
    try:
        said = open_checkpoint(last.note, key.origin, key.public)
    except BadNote:
        return False
    if (said.size, said.root) != (last.size, last.root) or head_size() < last.size:
        return False
    return read_tree(lambda node: tree.root(node, last.size)) == last.root


def _kept_size(key: LedgerKey) -> int:
    try:
        return open_checkpoint(read_kept() or "", key.origin, key.public).size
    except BadNote:
        return 0
