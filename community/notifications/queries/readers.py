"""Who is told of something in a group, and what they chose to be told."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db
from community.groups.models import Membership, MembershipState
from community.groups.works import Kind
from community.notifications.levels import default_level
from community.notifications.models import MORNING, Level, NoticePreference, NoticeSettings
from community.policy import POLICY, Relation


@dataclass(frozen=True)
class Reader:
    """Somebody who may open a thing, and what they chose to be told of its kind in its group."""

    member: Member
    level: Level
    settings: NoticeSettings


@dataclass(frozen=True)
class Readers:
    """Some of the readers in a group. last: the member after whom to go on, None where there are no more."""

    items: Sequence[Reader]
    last: uuid.UUID | None


def list_readers(
    kind: Kind, group_id: uuid.UUID, *, only: Collection[uuid.UUID] | None, after: uuid.UUID | None, most: int
) -> Readers:
    """The next members of a group, by their ids, as far as they may open things of a kind at this moment.

    only: nobody but these, None for everybody. after: the last one of those before. most: how many are looked at.
    """
    statement = (
        sa.select(Membership, Member)
        .join(Member, Member.id == Membership.member_id)
        .where(Membership.group_id == group_id, Membership.state == MembershipState.ACTIVE, Member.is_active)
    )
    if only is not None:
        statement = statement.where(Member.id.in_(only))
    if after is not None:
        statement = statement.where(Member.id > after)
    rows = db.session.execute(statement.order_by(Member.id).limit(most)).all()
    may = POLICY[kind.action]
    members = [member for membership, member in rows if not may.isdisjoint(membership.relations() | {Relation.ANYONE})]
    ids = [member.id for member in members]
    chosen, settings = find_levels(ids, group_id, kind.name), find_settings(ids)
    readers = [
        Reader(member, chosen.get(member.id, default_level(kind.name)), settings[member.id]) for member in members
    ]
    return Readers(readers, rows[-1][1].id if len(rows) == most else None)


def find_levels(member_ids: Collection[uuid.UUID], group_id: uuid.UUID, kind: str) -> dict[uuid.UUID, Level]:
    """What those of these members who chose at all chose for a kind of thing in a group."""
    rows = db.session.execute(
        sa.select(NoticePreference.member_id, NoticePreference.level)
        .where(NoticePreference.member_id.in_(member_ids), NoticePreference.kind == kind)
        .where(sa.or_(NoticePreference.group_id.is_(None), NoticePreference.group_id == group_id))
        .order_by(NoticePreference.group_id.is_not(None))  # what was chosen for this very group overrules the rest
    ).all()
    return {row.member_id: row.level for row in rows}


def find_settings(member_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, NoticeSettings]:
    """What these members chose for all their notices; of those who chose nothing, what holds for them all the same."""
    rows = db.session.scalars(sa.select(NoticeSettings).where(NoticeSettings.member_id.in_(member_ids)))
    chosen = {row.member_id: row for row in rows}
    return {
        one: chosen.get(one)
        or NoticeSettings(member_id=one, morning=MORNING, digests=True, ended_by_link=False, paused_until=None)
        for one in member_ids
    }
