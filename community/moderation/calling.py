"""Calling moderators to the desk: when something waits there, and not for every single thing."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from community.accounts.models import Member
from community.db import atomic, db, now
from community.moderation import emails
from community.moderation.models import CallKind, DeskCall
from community.moderation.queries import list_moderators
from community.reports.models import ReportReason
from community.reports.queries import count_waiting

PATIENCE = timedelta(days=1)
IN_DANGER = timedelta(hours=1)
BETWEEN_ALARMS = timedelta(hours=1)


def call_for(reason: ReportReason) -> None:
    """Tell moderators that a report has come in, unless they were told lately; part of an operation."""
    _call(IN_DANGER if reason is ReportReason.DANGER else PATIENCE)


def call_for_looking(member: Member) -> None:
    """Tell moderators that somebody may be copying the directory, unless they were told lately; part of an operation.

    Who is at the limit with many accounts must not fill mailboxes with it: the desk lists them all. Whoever came to
    it too soon after a mail is told of in another, when the time has come.
    """
    others = [moderator for moderator in list_moderators() if moderator.id != member.id]
    if others and _is_time(CallKind.LOOKING, BETWEEN_ALARMS):
        for moderator in others:
            emails.send_exhausted(moderator)
    elif others:
        db.session.execute(sa.update(DeskCall).where(DeskCall.kind == CallKind.LOOKING).values(missed=True))


@atomic
def call_again() -> None:
    """Once a day, tell moderators for whom something still waits; and in time, what they were not told at once."""
    _call(PATIENCE)
    missed = sa.select(DeskCall.missed).where(DeskCall.kind == CallKind.LOOKING)
    if db.session.scalar(missed) and _is_time(CallKind.LOOKING, BETWEEN_ALARMS):
        for moderator in list_moderators():
            emails.send_exhausted(moderator)


def let_call() -> None:
    """A moderator has just worked at the desk: whatever comes in from now on is new to them."""
    db.session.execute(sa.delete(DeskCall).where(DeskCall.kind == CallKind.REPORTS))


def _call(patience: timedelta) -> None:
    waiting = [member for member in list_moderators() if count_waiting(member).count]
    if waiting and _is_time(CallKind.REPORTS, patience):
        for member in waiting:
            emails.send_waiting(member)


def _is_time(kind: CallKind, patience: timedelta) -> bool:
    """Whether moderators were not called for so long; from now on they have been, and have missed nothing."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    moment = now()
    first = insert(DeskCall).values(kind=kind, called_at=moment, missed=False)
    again = first.on_conflict_do_update(
        index_elements=[DeskCall.kind],
        set_={"called_at": moment, "missed": False},
        where=DeskCall.called_at <= moment - patience,
    )
    return db.session.scalar(again.returning(DeskCall.kind)) is not None
