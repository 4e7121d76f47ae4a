"""Reading minutes and their versions."""

import uuid
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from community.accounts.models import Member
from community.db import db
from community.meetings.models import Meeting, Minutes
from community.web.pagination import Page, paginate


def find_minutes_version(meeting: Meeting, number: int) -> Minutes | None:
    """One version of the minutes of a meeting, with its author."""
    return db.session.scalar(
        sa.select(Minutes)
        .where(Minutes.meeting_id == meeting.id, Minutes.number == number)
        .options(joinedload(Minutes.author))
    )


def list_minutes_versions(meeting: Meeting, after: str | None = None) -> Page[Minutes]:
    """A page of the versions, the latest first, with their authors."""
    versions = sa.select(Minutes).where(Minutes.meeting_id == meeting.id).options(joinedload(Minutes.author))
    return paginate(versions, by=(Minutes.number.desc(), Minutes.id.desc()), after=after, size=30)


def find_first_minutes(meeting: Meeting) -> uuid.UUID | None:
    """The id of the first version: as long as there are minutes, they are known to other features by it."""
    first = sa.select(Minutes.id).where(Minutes.meeting_id == meeting.id, Minutes.number == 1)
    return db.session.scalar(first)


def load_minutes(first_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, tuple[Meeting, Minutes]]:
    """The latest minutes of meetings, by the ids of their first versions, whoever asks."""
    first = aliased(Minutes)
    latest = sa.and_(Minutes.meeting_id == Meeting.id, Minutes.number == Meeting.minutes_number)
    rows = db.session.execute(
        sa.select(first.id, Meeting, Minutes)
        .join(Meeting, Meeting.id == first.meeting_id)
        .join(Minutes, latest)
        .where(first.id.in_(first_ids), first.number == 1)
    )
    return {identity: (meeting, minutes) for identity, meeting, minutes in rows}


def list_minutes_by(member: Member) -> Sequence[tuple[Minutes, Meeting]]:
    """Every version that somebody wrote, with its meeting and group, newest first."""
    statement = (
        sa.select(Minutes, Meeting)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(Minutes.author_id == member.id)
        .options(joinedload(Meeting.group))
        .order_by(Minutes.written_at.desc(), Minutes.id)
    )
    return [(minutes, meeting) for minutes, meeting in db.session.execute(statement)]
