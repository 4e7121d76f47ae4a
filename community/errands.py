"""Errands: what is done after the answer has been given, so that the time of the answer tells nothing of it.

What depends on whether an address is known happens here and nowhere else: the request writes down what was asked, the
worker does it. An errand is done in one transaction with its own deletion: once, whatever crashes; or again, later.
"""

import json
import logging
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.orm import Mapped, mapped_column

from community import jobs
from community.crypto import sealed
from community.db import Identified, Model, after_commit, atomic, choice, db, now

log = logging.getLogger(__name__)

ATTEMPTS = 10
AT_ONCE = 50  # so that what comes after errands, such as counting, has its turn soon
# Only until `_do` holds the errand: from then on it is held for as long as it takes, or its worker lives.
LEASE = timedelta(minutes=1)
DEAD_STAY = timedelta(days=30)  # so that whoever reads the log can still repair what keeps it from being done

Handler = Callable[..., object]


class ErrandState(StrEnum):
    """Whether an errand is still to be done, or was given up and waits for somebody who reads the log."""

    WAITING = "waiting"
    DEAD = "dead"


class Errand(Identified, Model):
    """Something that is still to be done. What it is about is sealed, and goes with the row once it is done."""

    __tablename__ = "errand"

    kind: Mapped[str] = mapped_column(sa.String(80))
    payload_sealed: Mapped[bytes]
    state: Mapped[ErrandState] = mapped_column(choice(ErrandState), default=ErrandState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(default=now)

    payload = sealed("payload_sealed")

    __table_args__ = (
        sa.Index(
            "ix_errand_due",
            "due_at",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
    )


_ADD = sa.insert(Errand)


def init_app(app: Flask, handlers: Mapping[str, Handler]) -> None:
    """Tell the application who does which kind of errand: operations that take what was deferred by name."""
    app.extensions["errands"] = dict(handlers)


def defer(kind: str, *, due_at: datetime | None = None, **payload: object) -> None:
    """Leave something to the worker; part of an operation, so that what is acknowledged is never lost.

    due_at: not before then. payload: what the handler of this kind takes by name; anything that JSON can say.
    Raises KeyError for a kind that nobody does.
    """
    _handler(kind)
    identity = uuid.uuid4()
    told = Errand.payload.seal(Errand, identity, json.dumps(payload))
    values = {"id": identity, "kind": kind, "payload_sealed": told, "due_at": due_at or now()}
    # By a statement that is kept: with an object for the row, what is asked most often would cost twice as much.
    db.session.connection().execute(_ADD, values)
    after_commit(jobs.wake)


def run_due_errands() -> int:
    """Do errands whose time has come, up to AT_ONCE, the oldest first; returns how many were done."""
    due = sa.select(Errand.id).where(_is_due()).order_by(Errand.due_at).limit(AT_ONCE)
    identities = db.session.scalars(due).all()
    db.session.rollback()
    return sum(_run(identity) for identity in jobs.while_working(identities))


@atomic
def forget_dead() -> None:
    """Delete the errands that were given up, and what they are about, a while after they were asked for."""
    old = sa.delete(Errand).where(Errand.state == ErrandState.DEAD, Errand.created_at < now() - DEAD_STAY)
    db.session.execute(old)


def _run(identity: uuid.UUID) -> bool:
    attempt = _claim(identity)
    if attempt is None:
        return False
    try:
        return _do(identity, attempt)
    except Exception as failure:  # one errand that cannot be done must not hold up those behind it
        # The text of a failure may repeat what the errand is about: only its kind is logged.
        log.warning("Errand %s was not done (%s)", identity, type(failure).__name__)
        _postpone(identity, attempt)
        return False


@atomic
def _claim(identity: uuid.UUID) -> int | None:
    """Take one errand for this worker and say which attempt it is; it comes back if this worker dies before the end.

    The attempt is counted beforehand, so that an errand that kills its worker does not do so for ever.
    """
    waiting = sa.select(Errand).where(Errand.id == identity, _is_due())
    errand = db.session.scalar(waiting.with_for_update(skip_locked=True))
    if errand is None:
        return None
    if errand.attempts >= ATTEMPTS:  # its worker died of the last one, too
        _give_up(errand)
        return None
    errand.attempts += 1
    errand.due_at = now() + LEASE
    return errand.attempts


@atomic
def _do(identity: uuid.UUID, attempt: int) -> bool:
    """Do an errand and delete it, both or neither; False where another worker has it by now."""
    errand = _hold(identity, attempt)
    if errand is None:
        return False
    _handler(errand.kind)(**json.loads(errand.payload))
    db.session.delete(errand)
    return True


@atomic
def _postpone(identity: uuid.UUID, attempt: int) -> None:
    errand = _hold(identity, attempt)
    if errand is None:
        return
    if errand.attempts >= ATTEMPTS:
        _give_up(errand)
    else:
        errand.due_at = now() + timedelta(seconds=15 * 2**errand.attempts)


def _give_up(errand: Errand) -> None:
    errand.state = ErrandState.DEAD
    log.error("Errand %s (%s) is given up", errand.id, errand.kind)


def _hold(identity: uuid.UUID, attempt: int) -> Errand | None:
    """The errand, as long as this attempt is the last that was begun."""
    claimed = sa.select(Errand).where(Errand.id == identity, Errand.attempts == attempt)
    return db.session.scalar(claimed.with_for_update())


def _handler(kind: str) -> Handler:
    handlers: dict[str, Handler] = current_app.extensions["errands"]
    return handlers[kind]


def _is_due() -> sa.ColumnElement[bool]:
    return sa.and_(Errand.state == ErrandState.WAITING, Errand.due_at <= now())
