"""Reading calendar addresses and what they tell."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from community.accounts.models import Member
from community.crypto import blind_mark
from community.db import db, now
from community.groups.models import Group, Membership
from community.meetings.models import Calendar, Meeting

# A calendar tells of what is to come, and of what was lately.
PAST_TOLD = timedelta(days=60)
MOST_TOLD = 300


def mark_of_token(token: str) -> bytes:
    """By what a calendar is found: of the token itself nothing is kept."""
    return blind_mark("calendar", token)


def find_calendar(viewer: Member | None, token: str) -> tuple[Calendar, Member] | None:
    """The calendar with this token and its owner, whoever asks, where its owner may still read what it tells.

    None for one that nobody made, that was revoked, whose owner cannot act on the site, or who has left its group; an
    address does not come to life again when its owner comes back into the group. Each costs one and the same query.
    """
    stay = sa.exists().where(
        Membership.group_id == Calendar.group_id,
        Membership.member_id == Calendar.member_id,
        Membership.is_inside(),
        Membership.joined_at <= Calendar.created_at,
    )
    found = db.session.execute(
        sa.select(Calendar, Member)
        .join(Member, Member.id == Calendar.member_id)
        .where(Calendar.token_mark == mark_of_token(token), Member.is_active)
        .where(sa.or_(Calendar.group_id.is_(None), stay))
    ).one_or_none()
    return (found[0], found[1]) if found else None


def list_told(calendar: Calendar) -> Sequence[Meeting]:
    """The meetings that a calendar tells of now, with their groups: of those groups only that its owner is in."""
    inside = sa.select(Membership.group_id).where(Membership.member_id == calendar.member_id, Membership.is_inside())
    statement = (
        sa.select(Meeting)
        .join(Meeting.group)
        .where(Meeting.group_id.in_(inside), Meeting.starts_at > now() - PAST_TOLD)
        .options(contains_eager(Meeting.group))
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(MOST_TOLD)
    )
    if calendar.group_id is not None:
        statement = statement.where(Meeting.group_id == calendar.group_id)
    return db.session.scalars(statement).all()


def list_calendars(member: Member) -> Sequence[Calendar]:
    """The calendar addresses of a member, with their groups, oldest first."""
    statement = sa.select(Calendar).where(Calendar.member_id == member.id).options(joinedload(Calendar.group))
    return db.session.scalars(statement.order_by(Calendar.created_at, Calendar.id)).all()


def find_own_calendar(viewer: Member | None, calendar_id: uuid.UUID) -> Calendar | None:
    """The viewer's calendar with this id."""
    found = db.session.get(Calendar, calendar_id) if viewer else None
    return found if found and viewer and found.member_id == viewer.id else None


def list_own_groups(member: Member) -> Sequence[Group]:
    """The groups of which somebody may have a calendar: those that they are in and are no newcomers of."""
    return db.session.scalars(
        sa.select(Group)
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.member_id == member.id, Membership.is_inside())
        .order_by(Group.created_at, Group.id)
    ).all()
