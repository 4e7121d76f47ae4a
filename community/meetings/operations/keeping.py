"""Reminding of what is to come, and letting go of who has deleted the account."""

import uuid

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.groups.models import Group, Membership
from community.meetings import queries
from community.meetings.models import Attendance, Calendar, Meeting, Minutes
from community.meetings.operations.calling import REMINDED_BEFORE
from community.notifications.operations import notify

AT_ONCE = 100


def remind() -> int:
    """Remind, once, of the meetings that begin within a day; returns of how many."""
    due = (
        sa.select(Meeting.id)
        .where(Meeting.state == "called", Meeting.reminded_at.is_(None))
        .where(Meeting.starts_at <= now() + REMINDED_BEFORE)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(AT_ONCE)
    )
    identities = db.session.scalars(due).all()
    db.session.rollback()
    return sum(_remind(identity) for identity in identities)


@atomic
def _remind(meeting_id: uuid.UUID) -> bool:
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None:
        return False
    lock(meeting)
    if meeting.reminded_at is not None or not meeting.is_called:
        return False
    meeting.reminded_at = now()
    group = db.session.get_one(Group, meeting.group_id)
    coming = queries.list_coming(meeting)
    if meeting.starts_at <= now() or not group.is_active or not coming:
        return False
    notify("meeting", meeting.id, group.id, actor=None, concerns=coming, only=coming)
    return True


def let_go(membership: Membership) -> None:
    """Delete what somebody said of coming to what is yet to be, and their calendars of the group.

    Part of the operation that ends a membership.
    """
    ahead = sa.select(Meeting.id).where(Meeting.group_id == membership.group_id, Meeting.ends_at > now())
    for statement in (
        sa.delete(Attendance).where(Attendance.member_id == membership.member_id, Attendance.meeting_id.in_(ahead)),
        sa.delete(Calendar).where(Calendar.member_id == membership.member_id, Calendar.group_id == membership.group_id),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})


def take_back_calendars(member: Member) -> None:
    """Delete every calendar address of a member; part of the operation that ends their sessions.

    An address works without a session: whoever was in the account for a moment may have made one, or copied it.
    """
    theirs = sa.delete(Calendar).where(Calendar.member_id == member.id)
    db.session.execute(theirs, execution_options={"synchronize_session": False})


def release(member: Member) -> None:
    """Delete what a member said of coming, and their calendars; meetings and minutes lose their author.

    Part of the operation that deletes the member.
    """
    take_back_calendars(member)
    for statement in (
        sa.delete(Attendance).where(Attendance.member_id == member.id),
        sa.update(Meeting).where(Meeting.caller_id == member.id).values(caller_id=None),
        sa.update(Minutes).where(Minutes.author_id == member.id).values(author_id=None),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
