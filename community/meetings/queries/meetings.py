"""Reading meetings and who comes to them."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from community.accounts.models import Member
from community.db import db, now
from community.groups.models import Group, Membership, MembershipState
from community.groups.queries import visible_to
from community.meetings.models import Answer, Attendance, Meeting
from community.web.pagination import Page, paginate

SHOWN = 100  # of those who come: so many names stand on one page


def find_meeting(viewer: Member | None, slug: str, meeting_id: uuid.UUID) -> Meeting | None:
    """A meeting of the group at this address, with its group and who called it, if `viewer` may know of the group."""
    return db.session.scalar(
        sa.select(Meeting)
        .join(Meeting.group)
        .where(Meeting.id == meeting_id, Group.slug == slug, visible_to(viewer))
        .options(contains_eager(Meeting.group), joinedload(Meeting.caller))
    )


def list_upcoming(group: Group, after: str | None = None, size: int = 30) -> Page[Meeting]:
    """A page of the meetings that have not ended, the next one first; cancelled ones among them."""
    coming = _of(group).where(Meeting.ends_at > now())
    return paginate(coming, by=(Meeting.starts_at.asc(), Meeting.id.asc()), after=after, size=size)


def list_past(group: Group, after: str | None = None) -> Page[Meeting]:
    """A page of the meetings that have ended, the last one first."""
    past = _of(group).where(Meeting.ends_at <= now())
    return paginate(past, by=(Meeting.starts_at.desc(), Meeting.id.desc()), after=after, size=30)


def find_next(group: Group) -> Meeting | None:
    """The next meeting that takes place, or goes on now."""
    coming = _of(group).where(Meeting.ends_at > now(), Meeting.state == "called")
    found: Meeting | None = db.session.scalar(coming.order_by(Meeting.starts_at, Meeting.id).limit(1))
    return found


def load_meetings(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Meeting]:
    """The meetings that are there of these, whoever asks."""
    return {row.id: row for row in db.session.scalars(sa.select(Meeting).where(Meeting.id.in_(ids)))}


def count_answers(meeting: Meeting) -> dict[Answer, int]:
    """How many of those who are in the group say what."""
    statement = _answers(meeting, Attendance.answer, sa.func.count()).group_by(Attendance.answer)
    counted = {row[0]: row[1] for row in db.session.execute(statement)}
    return {answer: counted.get(answer, 0) for answer in Answer}


def list_answers(meeting: Meeting, answer: Answer) -> Sequence[Member]:
    """Those who say so and are in the group, in the order in which they said it, up to SHOWN."""
    statement = _answers(meeting, Member).join(Member, Member.id == Attendance.member_id)
    statement = statement.where(Attendance.answer == answer, Member.is_active)
    return db.session.scalars(statement.order_by(Attendance.answered_at, Member.id).limit(SHOWN)).all()


def list_coming(meeting: Meeting) -> Sequence[uuid.UUID]:
    """The ids of those who come or may come, and are in the group."""
    statement = _answers(meeting, Attendance.member_id).where(Attendance.answer != Answer.NO)
    return db.session.scalars(statement.order_by(Attendance.member_id)).all()


def find_answer(meeting: Meeting, member: Member) -> Answer | None:
    """What somebody said of coming."""
    found = db.session.get(Attendance, (meeting.id, member.id))
    return found.answer if found else None


def list_called_by(member: Member) -> Sequence[Meeting]:
    """Every meeting that somebody called, with its group, newest first."""
    statement = sa.select(Meeting).where(Meeting.caller_id == member.id).options(joinedload(Meeting.group))
    return db.session.scalars(statement.order_by(Meeting.created_at.desc(), Meeting.id)).all()


def list_answers_of(member: Member) -> Sequence[tuple[Attendance, Meeting]]:
    """Everything that somebody said of coming, with the meeting and its group, newest first."""
    statement = (
        sa.select(Attendance, Meeting)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Attendance.member_id == member.id)
        .options(joinedload(Meeting.group))
        .order_by(Attendance.answered_at.desc(), Meeting.id)
    )
    return [(attendance, meeting) for attendance, meeting in db.session.execute(statement)]


def _of(group: Group) -> sa.Select[Any]:
    return sa.select(Meeting).where(Meeting.group_id == group.id)


def _answers(meeting: Meeting, *columns: Any) -> sa.Select[Any]:
    inside = sa.exists().where(
        Membership.group_id == meeting.group_id,
        Membership.member_id == Attendance.member_id,
        Membership.state == MembershipState.ACTIVE,
    )
    return sa.select(*columns).select_from(Attendance).where(Attendance.meeting_id == meeting.id, inside)
