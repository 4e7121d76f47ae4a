"""Calling a meeting, changing it, cancelling it, saying whether one comes."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.finding.operations import renew
from community.groups.models import Group
from community.groups.operations import hold_charge, take_part
from community.meetings import queries
from community.meetings.models import Answer, Attendance, Meeting, MeetingState
from community.meetings.operations.refusals import MeetingCancelled, MeetingOver, StartsInPast, TooFarAhead
from community.notifications.operations import notify

FURTHEST = timedelta(days=2 * 366)
# Whoever called it, is called by it so much before that a reminder would only repeat it.
REMINDED_BEFORE = timedelta(hours=24)
# What of a meeting changes when and where one has to be.
_TELLING = {"starts_at", "ends_at", "place", "link", "title"}


@atomic
def call(*, actor: Member, group: Group, starts_at: datetime, **described: Any) -> Meeting:
    """Call a meeting of a group, and tell the group.

    described: ends_at, zone, language, title, agenda, place, link. Refuses with GroupAtRest, NotTakingPart,
    StartsInPast, TooFarAhead.
    """
    lock(group)
    take_part(actor, group.id)
    _ensure_ahead(starts_at)
    meeting = Meeting(group_id=group.id, caller_id=actor.id, starts_at=starts_at, **described)
    meeting.reminded_at = _not_to_be_reminded(starts_at)
    db.session.add(meeting)
    db.session.flush()
    renew("meeting", meeting.id)
    notify("meeting", meeting.id, group.id, actor=actor)
    return meeting


@atomic
def change(*, actor: Member, meeting: Meeting, starts_at: datetime, **described: Any) -> None:
    """Change a meeting, and tell those who come, maybe or surely, where it concerns when and where.

    For whoever called it and coordinators. Refuses with GroupAtRest, NotTakingPart, NotCoordinating, MeetingCancelled,
    StartsInPast, TooFarAhead.
    """
    group = _hold_own(actor, meeting)
    if not meeting.is_called:
        raise MeetingCancelled
    values = described | {"starts_at": starts_at}
    changed = {name for name, value in values.items() if getattr(meeting, name) != value}
    if not changed:
        return
    if "starts_at" in changed:
        _ensure_ahead(starts_at)
        meeting.reminded_at = _not_to_be_reminded(starts_at)
    for name in changed:
        setattr(meeting, name, values[name])
    meeting.touch()
    renew("meeting", meeting.id)
    if not changed.isdisjoint(_TELLING):
        notify("meeting", meeting.id, group.id, actor=actor, concerns=queries.list_coming(meeting))


@atomic
def cancel(*, actor: Member, meeting: Meeting) -> None:
    """Cancel a meeting for good, and tell the group. For whoever called it and coordinators.

    Refuses with GroupAtRest, NotTakingPart, NotCoordinating, MeetingCancelled, MeetingOver.
    """
    group = _hold_own(actor, meeting)
    if not meeting.is_called:
        raise MeetingCancelled
    if meeting.is_over:
        raise MeetingOver
    meeting.state = MeetingState.CANCELLED
    meeting.touch()
    audit.record(actor, "meetings.cancel", meeting, place=group, group=group.slug)
    renew("meeting", meeting.id)
    notify("meeting", meeting.id, group.id, actor=actor, concerns=queries.list_coming(meeting))


@atomic
def attend(*, actor: Member, meeting: Meeting, answer: Answer) -> None:
    """Say whether one comes; what was said before is forgotten.

    Refuses with GroupAtRest, NotTakingPart, MeetingCancelled, MeetingOver.
    """
    take_part(actor, meeting.group_id)
    lock(meeting)
    if not meeting.is_called:
        raise MeetingCancelled
    if meeting.is_over:
        raise MeetingOver
    mine = sa.delete(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.member_id == actor.id)
    db.session.execute(mine)
    db.session.add(Attendance(meeting_id=meeting.id, member_id=actor.id, answer=answer))


def _hold_own(actor: Member, meeting: Meeting) -> Group:
    """Hold a meeting for whoever called it or coordinates its group; gives the group."""
    hold_charge(actor, meeting.group_id, maker_id=meeting.caller_id)
    lock(meeting)
    return db.session.get_one(Group, meeting.group_id)


def _ensure_ahead(starts_at: datetime) -> None:
    if starts_at <= now():
        raise StartsInPast
    if starts_at > now() + FURTHEST:
        raise TooFarAhead


def _not_to_be_reminded(starts_at: datetime) -> datetime | None:
    return now() if starts_at <= now() + REMINDED_BEFORE else None
