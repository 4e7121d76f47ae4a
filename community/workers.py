"""What workers know of one another: which ones live, and whose turn it is to do what the schedule asks for.

Several work at once, on several machines. Each gives a sign of life; each turn of the schedule is taken by one of them.
"""

import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Identified, Model, at_once, atomic, db, now

SIGN_EVERY = timedelta(seconds=20)
FORGOTTEN_AFTER = timedelta(hours=1)
# A turn that lies further ahead was taken by a clock that was wrong; nobody waits for that day to come.
CLOCKS_DIFFER_BY = timedelta(minutes=5)


class Worker(Identified, Model):
    """A worker that lives, or was killed a short while ago; one that ends takes its row with it."""

    __tablename__ = "worker"

    started_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)


class ScheduleTurn(Model):
    """Which turn of a schedule was taken last: the minute or the hour that it began with."""

    __tablename__ = "schedule_turn"

    schedule: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    begins_at: Mapped[datetime]


def sign(identity: uuid.UUID) -> None:
    """Give a sign of life of the worker with this id, which it chose when it started."""
    statement = _insert(Worker).values(id=identity, started_at=now(), seen_at=now())
    at_once(statement.on_conflict_do_update(index_elements=[Worker.id], set_={"seen_at": statement.excluded.seen_at}))


def leave(identity: uuid.UUID) -> None:
    """Say that the worker with this id has ended."""
    at_once(sa.delete(Worker).where(Worker.id == identity))


def last_sign() -> datetime | None:
    """When any worker gave its last sign of life; None where none did within the last hour or two."""
    return db.session.scalar(sa.select(sa.func.max(Worker.seen_at)))


def take_turn(schedule: str, begins_at: datetime) -> bool:
    """Take a turn of a schedule for the worker that asks; False where it, or a later one, was taken already.

    begins_at: the minute or hour whose turn it is. A turn that was taken is not given back, whatever becomes of the
    worker: jobs look for what waits, and find it at the next one.
    """
    statement = _insert(ScheduleTurn).values(schedule=schedule, begins_at=begins_at)
    taken, wanted = ScheduleTurn.begins_at, statement.excluded.begins_at
    is_open = sa.or_(taken < wanted, taken > now() + CLOCKS_DIFFER_BY)
    statement = statement.on_conflict_do_update(
        index_elements=[ScheduleTurn.schedule], set_={"begins_at": wanted}, where=is_open
    )
    return bool(at_once(statement.returning(ScheduleTurn.schedule)))


@atomic
def forget_gone() -> None:
    """Delete the rows of workers that were killed."""
    db.session.execute(sa.delete(Worker).where(Worker.seen_at < now() - FORGOTTEN_AFTER))


def _insert(model: type[Model]) -> postgresql.Insert | sqlite.Insert:
    return (postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert)(model)
