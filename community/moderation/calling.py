"""Calling moderators to the desk: when something waits there, and not for every single thing."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from community.db import atomic, db, now
from community.moderation import emails
from community.moderation.models import DeskCall
from community.moderation.queries import list_moderators
from community.reports.models import ReportReason
from community.reports.queries import count_waiting

PATIENCE = timedelta(days=1)
IN_DANGER = timedelta(hours=1)


def call_for(reason: ReportReason) -> None:
    """Tell moderators that a report has come in, unless they were told lately; part of an operation."""
    _call(IN_DANGER if reason is ReportReason.DANGER else PATIENCE)


@atomic
def call_again() -> None:
    """Once a day, tell moderators for whom something still waits."""
    _call(PATIENCE)


def let_call() -> None:
    """A moderator has just worked at the desk: whatever comes in from now on is new to them."""
    db.session.execute(sa.delete(DeskCall))


def _call(patience: timedelta) -> None:
    waiting = [member for member in list_moderators() if count_waiting(member).count]
    if waiting and _is_time(patience):
        for member in waiting:
            emails.send_waiting(member)


def _is_time(patience: timedelta) -> bool:
    """Whether moderators were not called for so long; from now on they have been."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    moment = now()
    first = insert(DeskCall).values(number=1, called_at=moment)
    again = first.on_conflict_do_update(
        index_elements=[DeskCall.number],
        set_={"called_at": moment},
        where=DeskCall.called_at <= moment - patience,
    )
    return db.session.scalar(again.returning(DeskCall.number)) is not None
