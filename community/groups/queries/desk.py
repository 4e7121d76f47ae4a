"""What waits for somebody in the groups that they coordinate."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from community.accounts.models import Member, Role
from community.db import db, now
from community.groups.models import Group, Membership, MembershipState, RosterExport, Visibility
from community.groups.queries.exporting import has_settled_powers, is_settled_for_site
from community.releases import SETTLES, WAITS

# A group, how many of something wait in it, and since when the first of them.
Count = tuple[Group, int, datetime]


def count_requests_for(member: Member) -> Sequence[Count]:
    """The requests that wait in the groups that somebody coordinates."""
    if member.powers_locked:
        return []
    own, waiting = aliased(Membership), aliased(Membership)
    statement = (
        sa.select(Group, sa.func.count(), sa.func.min(waiting.requested_at))
        .join(own, own.group_id == Group.id)
        .join(waiting, waiting.group_id == Group.id)
        .join(Member, Member.id == waiting.member_id)
        .where(own.member_id == member.id, own.is_powerful())
        .where(waiting.state == MembershipState.REQUESTED, Member.is_active)
        .group_by(Group.id)
    )
    return _read(statement)


def count_rosters_for(member: Member) -> Sequence[Count]:
    """The rosters that wait for somebody's decision, as the second person."""
    if member.powers_locked:
        return []
    waiting = sa.and_(
        RosterExport.group_id == Group.id,
        RosterExport.decided_at.is_(None),
        RosterExport.asked_at > now() - WAITS,
        RosterExport.asker_id != member.id,
    )
    statement = (
        sa.select(Group, sa.func.count(RosterExport.id), sa.func.min(RosterExport.asked_at))
        .join(RosterExport, waiting)
        .where(_decides_in(member))
        .group_by(Group.id)
    )
    return _read(statement)


def _decides_in(member: Member) -> sa.ColumnElement[bool]:
    """The condition that somebody is the second person of a group's roster, as `find_second_people` says it."""
    own = aliased(Membership)
    settled = now() - SETTLES
    coordinates = sa.exists().where(
        own.group_id == Group.id, own.member_id == member.id, has_settled_powers(own, settled)
    )
    if member.role is Role.MEMBER:
        return coordinates
    other, person = aliased(Membership), aliased(Member)
    has_coordinator = sa.exists().where(
        other.group_id == Group.id,
        other.member_id != RosterExport.asker_id,
        has_settled_powers(other, settled),
        person.id == other.member_id,
        person.is_active,
    )
    for_the_site = sa.and_(sa.not_(has_coordinator), is_settled_for_site(sa.literal(member.id)))
    if member.role is not Role.ADMINISTRATOR:
        for_the_site = sa.and_(for_the_site, Group.visibility != Visibility.HIDDEN)
    return sa.or_(coordinates, for_the_site)


def _read(statement: sa.Select[Group, int, datetime]) -> list[Count]:
    return [(group, count, since) for group, count, since in db.session.execute(statement)]
