"""Where keys are kept: generations of random keys, wrapped with a key that derives from the installation's secret.

An installation begins with the keys that derive from its secret, and with an empty table. The first rotation writes
them down here, wrapped like all others; from then on what is not in the table is not used. How one generation follows
another is told in `community.rotation`.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from functools import cached_property

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Mapped, mapped_column

from community.config import Config, connect_args
from community.crypto import KEY_BYTES, Generation, KeyRing, Keys, key_id_of, key_ring, new_generation
from community.db import Model, atomic, choice, db, now


class KeyState(StrEnum):
    """What a kept key is good for."""

    ANNOUNCED = "announced"  # to read with; soon to write with
    CURRENT = "current"  # to write with
    OLD = "old"  # to read with until nothing is sealed with it
    MARKING = "marking"  # for marks alone, see `crypto.blind_mark`


class DataKey(Model):
    """One generation of keys, or the key of marks; worth nothing without the secret of the installation."""

    __tablename__ = "data_key"

    key_id: Mapped[bytes] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes]
    state: Mapped[KeyState] = mapped_column(choice(KeyState))
    made_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (
        sa.Index(
            "uq_data_key_only_one",
            "state",
            unique=True,
            sqlite_where=sa.text("state != 'old'"),
            postgresql_where=sa.text("state != 'old'"),
        ),
    )


# Each operation that seals something asks for it: put together once. On PostgreSQL the table is held to the end of the
# operation, also while it is empty; see `_list_keys`. SQLite has one writer at a time, and who exchanges keys is one.
_HOLD_CURRENT = (
    sa.select(DataKey.key_id).where(DataKey.state == KeyState.CURRENT).with_for_update(read=True, key_share=True)
)


class _Store:
    """The table, as a key ring reads it: through a connection of its own, beside any transaction that is open."""

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def _engine(self) -> sa.Engine:
        how = connect_args(self._url)
        return sa.create_engine(self._url, poolclass=sa.NullPool, hide_parameters=True, connect_args=how)

    def load(self, ring: KeyRing) -> Keys | None:
        """See `KeyStore.load`."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(DataKey.key_id, DataKey.wrapped, DataKey.state)).all()
        opened = {state: ring.unwrap(wrapped, key_id) for key_id, wrapped, state in rows if state is not KeyState.OLD}
        if KeyState.CURRENT not in opened:
            return None
        old = [ring.unwrap(wrapped, key_id) for key_id, wrapped, state in rows if state is KeyState.OLD]
        announced = [opened[KeyState.ANNOUNCED]] if KeyState.ANNOUNCED in opened else []
        live = [_split(material) for material in (opened[KeyState.CURRENT], *announced, *old)]
        return Keys(live[0], tuple(live), opened[KeyState.MARKING])

    def hold(self) -> bytes | None:
        """See `KeyStore.hold`."""
        session = db.session()
        if not session.info.get("atomic"):
            return None
        transaction = session.get_transaction()
        held: tuple[object, bytes] = session.info.get("held_key", (None, b""))
        if held[0] is not transaction:
            held = transaction, session.connection().execute(_HOLD_CURRENT).scalar() or b""
            session.info["held_key"] = held
        return held[1]


def _split(material: bytes) -> Generation:
    return Generation(material[:KEY_BYTES], material[KEY_BYTES:])


def init_app(app: Flask) -> None:
    """Give the application its key ring."""
    config: Config = app.config["COMMUNITY"]
    app.extensions["key_ring"] = KeyRing(config.secret_key, config.old_secret_key, _Store(config.database_url))


@atomic
def announce() -> bool:
    """Write down what a rotation begins with: the derived keys where the table is empty, and a new generation that
    everybody will read with from now on; what is there is wrapped anew, so that the old secret is not needed for it.

    Returns whether there is something to exchange: not where a rotation was interrupted after that.
    """
    ring = key_ring()
    kept = _list_keys()
    for key in kept:
        key.wrapped = ring.wrap(ring.unwrap(key.wrapped, key.key_id), key.key_id)
    if not kept:
        _keep_derived(ring)
    states = {key.state for key in kept}
    if KeyState.OLD not in states and KeyState.ANNOUNCED not in states:
        _keep(ring, new_generation(), KeyState.ANNOUNCED)
        return True
    return KeyState.ANNOUNCED in states


@atomic
def exchange() -> None:
    """Make the announced generation the one to write with, when nobody is writing with the one before."""
    keys = {key.state: key for key in _list_keys()}
    keys[KeyState.CURRENT].state = KeyState.OLD
    db.session.flush()  # there is one current generation at any moment
    keys[KeyState.ANNOUNCED].state = KeyState.CURRENT


@atomic
def forget_old() -> int:
    """Delete the old generations; returns how many. Nothing may be sealed with them any more."""
    old = sa.delete(DataKey).where(DataKey.state == KeyState.OLD)
    return len(db.session.execute(old.returning(DataKey.key_id)).all())


def _list_keys() -> Sequence[DataKey]:
    """All keys, to be changed: on PostgreSQL the operations that hold the table end first, and the next ones wait."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(sa.text("LOCK TABLE data_key IN EXCLUSIVE MODE"))
    return db.session.scalars(sa.select(DataKey).order_by(DataKey.made_at, DataKey.key_id)).all()


def _keep_derived(ring: KeyRing) -> None:
    current, *others = ring.derived.live
    _keep(ring, current, KeyState.CURRENT)
    for generation in others:
        _keep(ring, generation, KeyState.OLD)
    marking = ring.derived.marking
    key_id = key_id_of(marking)
    db.session.add(DataKey(key_id=key_id, wrapped=ring.wrap(marking, key_id), state=KeyState.MARKING))


def _keep(ring: KeyRing, generation: Generation, state: KeyState) -> None:
    wrapped = ring.wrap(generation.sealing + generation.indexing, generation.key_id)
    db.session.add(DataKey(key_id=generation.key_id, wrapped=wrapped, state=state))
