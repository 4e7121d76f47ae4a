"""Exchanging the keys while the site serves.

1. A new generation is announced. After KEYS_LAST every process reads and searches with it beside the one before.
2. It becomes the one to write with. Operations hold the current generation, so nobody writes with the one before now.
3. Every row is sealed and indexed anew. Both generations are read and searched with meanwhile.
4. When no transaction can remember how it was, the generation before is deleted.

Each step is one transaction, or many small ones, and looks at what is there: a rotation that was killed is taken up
again by the next.
"""

import fcntl
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

from community.crypto import KEY_ID_BYTES, KEYS_LAST, SEALED, SealedField, key_ring
from community.db import Model, atomic, db
from community.keys import announce, exchange, forget_old

BATCH = 100
PAUSE = 0.01  # seconds, in which others may write
MARGIN = 5.0  # seconds, for what has just read its keys to be done with them
# The number of PostgreSQL's advisory lock that a rotation has for its whole time.
_ROTATING = 0x726F7461


class AlreadyRotating(Exception):
    """Somebody else is exchanging the keys."""


class Unreadable(Exception):
    """Something could not be opened, so the old keys stay; carries how many rows of which tables."""


def rotate(say: Callable[[str], object], wait: Callable[[float], object] = time.sleep) -> None:
    """Exchange the keys, or finish a rotation that was interrupted.

    say: is told each step. wait: waits for so many seconds.
    Raises AlreadyRotating, Unreadable.
    """
    with _alone():
        if announce():
            say(f"New keys are announced. In {KEYS_LAST + MARGIN:.0f} seconds everybody reads with them.")
            wait(KEYS_LAST + MARGIN)
            exchange()
        key_ring().reload()
        say("New keys are in use. Sealing everything anew.")
        say(f"{reseal()} rows were sealed anew. The old keys are deleted in {KEYS_LAST + MARGIN:.0f} seconds.")
        wait(KEYS_LAST + MARGIN)
        forget_old()
        key_ring().reload()


@contextmanager
def _alone() -> Iterator[None]:
    """Keep a second rotation out; whatever ends this process lets the next one in."""
    if db.engine.dialect.name == "sqlite":
        with Path(f"{db.engine.url.database}-rotation").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRotating from None
            yield
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_ROTATING))):
            raise AlreadyRotating
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(_ROTATING)))


def reseal() -> int:
    """Seal anew whatever is not sealed with the current generation; returns how many rows. Raises Unreadable."""
    changed, unreadable = 0, {}
    for model, fields in sealed_models().items():
        more, left = _reseal_all(model, fields)
        changed += more
        if left:
            unreadable[model.__tablename__] = left
    if unreadable:
        tables = ", ".join(f"{name} ({number})" for name, number in unreadable.items())
        raise Unreadable(f"Some rows open with no key that is kept, so the old keys stay: {tables}.")
    return changed


def sealed_models() -> dict[type[Model], list[SealedField]]:
    """Every table with sealed fields."""
    found: dict[type[Model], list[SealedField]] = defaultdict(list)
    for field in SEALED:
        if issubclass(field.model, Model):
            found[field.model].append(field)
    return found


def _reseal_all(model: type[Model], fields: list[SealedField]) -> tuple[int, int]:
    """Seal all rows of a table anew; returns how many, and how many cannot be opened."""
    changed = 0
    while True:
        unreadable, last = 0, None
        while batch := _reseal_some(model, fields, last):
            last = batch[-1][0]
            readable = sum(opened for _id, opened in batch)
            changed, unreadable = changed + readable, unreadable + len(batch) - readable
            time.sleep(PAUSE)
        # Rows that somebody held were passed over.
        if _count_stale(model, fields) <= unreadable:
            return changed, unreadable
        time.sleep(PAUSE)


@atomic
def _reseal_some(
    model: type[Model], fields: list[SealedField], after: uuid.UUID | None
) -> list[tuple[uuid.UUID, bool]]:
    """Seal some rows anew, those after `after`; returns their ids and whether they could be opened.

    Rows that are held are passed over, so that operations and this one never wait for each other in a circle.
    """
    (identity,) = sa.inspect(model).primary_key
    stale = sa.select(model).where(_is_stale(model, fields)).order_by(identity).limit(BATCH)
    if after is not None:
        stale = stale.where(identity > after)
    held = stale.with_for_update(skip_locked=True, key_share=True, of=model)
    rows: Sequence[Any] = db.session.scalars(held, execution_options={"populate_existing": True}).all()
    return [(row.id, _reseal_row(row, fields)) for row in rows]


def _reseal_row(row: Any, fields: list[SealedField]) -> bool:
    try:
        plain = {field.name: getattr(row, field.name) for field in fields}
    except InvalidTag:
        return False
    for name, value in plain.items():
        setattr(row, name, value)
    # What is found by a blind index knows how to make it.
    if hasattr(row, "reindex"):
        row.reindex()
    return True


@atomic
def _count_stale(model: type[Model], fields: list[SealedField]) -> int:
    return db.session.scalars(sa.select(sa.func.count()).select_from(model).where(_is_stale(model, fields))).one()


def _is_stale(model: type[Model], fields: list[SealedField]) -> sa.ColumnElement[bool]:
    current = key_ring().keys_to_write_with().current.key_id
    columns = (getattr(model, field.column) for field in fields)
    # NULL is never different.
    return sa.or_(*(sa.func.substr(column, 2, KEY_ID_BYTES, type_=sa.LargeBinary) != current for column in columns))
