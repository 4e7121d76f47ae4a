"""Rosters as files: who asked, who may decide, and what stands in one."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from community.accounts.models import Member, Role
from community.audit import AuditEntry
from community.crypto import blind_mark
from community.db import db, now
from community.groups.models import (
    Group,
    GroupRole,
    Membership,
    MembershipState,
    RosterExport,
    Visibility,
)
from community.groups.queries.groups import visible_to
from community.groups.queries.memberships import select_with_members
from community.members.models import Profile
from community.members.models.blocks import blockers_among
from community.policy import Relation
from community.releases import SETTLES
from community.web.pagination import Page, paginate

SIZE = 20
# What a member of a group sees of another; nobody's own file has more of themselves.
_AS_A_FELLOW = {Relation.ANYONE, Relation.MEMBER, Relation.FELLOW}


def list_roster_exports(group: Group, after: str | None = None) -> Page[RosterExport]:
    """A page of the rosters of a group that somebody asked for as files, latest first, with the two people."""
    statement = sa.select(RosterExport).where(RosterExport.group_id == group.id)
    with_people = statement.options(joinedload(RosterExport.asker), joinedload(RosterExport.decider))
    return paginate(with_people, by=(RosterExport.asked_at.desc(), RosterExport.id.desc()), after=after, size=SIZE)


def find_roster_export(viewer: Member | None, slug: str, roster_id: uuid.UUID) -> RosterExport | None:
    """A roster of the group at this address, if `viewer` may know of the group."""
    statement = sa.select(RosterExport).join(RosterExport.group)
    found = statement.where(RosterExport.id == roster_id, Group.slug == slug, visible_to(viewer))
    return db.session.scalar(found.options(contains_eager(RosterExport.group)))


def list_all_roster_exports() -> Sequence[RosterExport]:
    """Every roster that anybody asked for, latest first, with the groups and who asked."""
    statement = sa.select(RosterExport).options(joinedload(RosterExport.group), joinedload(RosterExport.asker))
    return db.session.scalars(statement.order_by(RosterExport.asked_at.desc(), RosterExport.id)).all()


def list_roster_exports_of(member: Member) -> Sequence[RosterExport]:
    """The rosters that a member asked for or decided about, latest first, with the groups."""
    concerned = sa.or_(RosterExport.asker_id == member.id, RosterExport.decider_id == member.id)
    statement = sa.select(RosterExport).where(concerned).options(joinedload(RosterExport.group))
    return db.session.scalars(statement.order_by(RosterExport.asked_at.desc(), RosterExport.id)).all()


def load_roster_exports(ids: Collection[uuid.UUID]) -> Sequence[RosterExport]:
    """Those of these rosters that are there."""
    return db.session.scalars(sa.select(RosterExport).where(RosterExport.id.in_(ids))).all()


def get_next_roster_number(group: Group) -> int:
    """The number of the next roster of a group, which is held."""
    last = sa.select(sa.func.max(RosterExport.number)).where(RosterExport.group_id == group.id)
    return (db.session.scalar(last) or 0) + 1


def key_of(roster: RosterExport) -> bytes:
    """The key of a roster's watermark; it need not be kept, and no rotation of keys changes it."""
    return blind_mark("roster-watermark", roster.id.hex)


@dataclass(frozen=True)
class SecondPeople:
    """Who may decide about the rosters of one group."""

    coordinators: Sequence[Member]
    of_the_site: Sequence[Member]

    def besides(self, asker_id: uuid.UUID | None) -> list[Member]:
        """Those who decide about what this person asked for: another coordinator; where there is none, the site's."""
        others = [member for member in self.coordinators if member.id != asker_id]
        return others or [member for member in self.of_the_site if member.id != asker_id]


def find_second_people(group: Group) -> SecondPeople:
    """Who may decide about the rosters of a group: its coordinators, else moderators; of a hidden one administrators.

    Whoever got their powers within the last days is none: they might be a second account of the asker, who gave them.
    """
    coordinators = (
        sa.select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.group_id == group.id, has_settled_powers(Membership, now() - SETTLES), Member.is_active)
    )
    return SecondPeople(db.session.scalars(coordinators.order_by(Member.id)).all(), _list_site_people(group))


def has_settled_powers(stay: type[Membership], moment: datetime) -> sa.ColumnElement[bool]:
    """The condition that somebody has been able to act as a coordinator since before `moment`."""
    awake_since = sa.func.coalesce(stay.powers_from, stay.joined_at)
    return sa.and_(stay.state == MembershipState.ACTIVE, stay.role == GroupRole.COORDINATOR, awake_since <= moment)


def is_settled_for_site(member_id: sa.ColumnElement[uuid.UUID]) -> sa.ColumnElement[bool]:
    """The condition that nobody has changed somebody's role on the site lately."""
    lately = sa.exists().where(
        AuditEntry.subject_id == member_id, AuditEntry.action == "moderation.set_role", AuditEntry.at > now() - SETTLES
    )
    return sa.not_(lately)


def _list_site_people(group: Group) -> Sequence[Member]:
    hidden = group.visibility is Visibility.HIDDEN
    roles = (Role.ADMINISTRATOR,) if hidden else (Role.MODERATOR, Role.ADMINISTRATOR)
    acting = sa.select(Member).where(Member.role.in_(roles), Member.is_active)
    settled = acting.where(is_settled_for_site(Member.id.expression))
    return db.session.scalars(settled.order_by(Member.id)).all()


def list_for_file(asker: Member, group: Group) -> list[tuple[Membership, dict[str, Any]]]:
    """Those in a group who show `asker` a name at this moment, with what they show to the members of their groups.

    Whoever hides or has blocked the asker is not among them.
    """
    rows = db.session.scalars(select_with_members(group, MembershipState.ACTIVE)).all()
    profiles = _profiles_of({row.member_id for row in rows})
    fellows = {row.member_id for row in rows if row.is_settled}
    closed = blockers_among(profiles.keys(), asker.id)
    shown = {
        member_id: profile.shown_to(_AS_A_FELLOW if member_id in fellows else _AS_A_FELLOW - {Relation.FELLOW})
        for member_id, profile in profiles.items()
        if member_id not in closed
    }
    return [(row, shown[row.member_id]) for row in rows if "display_name" in shown.get(row.member_id, {})]


def _profiles_of(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Profile]:
    statement = sa.select(Profile).where(Profile.member_id.in_(ids)).options(joinedload(Profile.member))
    return {profile.member_id: profile for profile in db.session.scalars(statement)}
