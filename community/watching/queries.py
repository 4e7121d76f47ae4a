"""What the database knows of how the site is doing: numbers and moments, nothing about anybody."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from community.db import db
from community.errands import Errand, ErrandState
from community.ledger.models import WaitingEntry
from community.mail import MailState, OutboxMail


class Waiting(NamedTuple):
    """How much of a kind is still to be done, and when the first of it is, or was, due."""

    number: int
    due_at: datetime | None


def waiting_mails() -> Waiting:
    """The outbox."""
    return _waiting(OutboxMail, MailState.WAITING)


def waiting_errands() -> Waiting:
    """What requests left to the worker."""
    return _waiting(Errand, ErrandState.WAITING)


def count_unsealed() -> int:
    """How many entries the ledger is still to take in."""
    return db.session.scalars(sa.select(sa.func.count()).select_from(WaitingEntry)).one()


def _waiting(model: type[OutboxMail] | type[Errand], state: str) -> Waiting:
    # The index of what is due holds nothing else.
    statement = sa.select(sa.func.count(), sa.func.min(model.due_at)).where(model.state == state)
    return Waiting(*db.session.execute(statement).one())
