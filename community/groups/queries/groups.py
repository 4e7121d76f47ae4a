"""Which groups there are, for whom."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, selectinload, with_expression

from community.accounts.models import Member
from community.db import db
from community.groups.models import Group, GroupCommitment, GroupState, Membership, MembershipState, Visibility
from community.policy import POWERS, Relation
from community.web.pagination import Page, paginate


def visible_to(viewer: Member | None) -> sa.ColumnElement[bool]:
    """The condition that a group may be known to `viewer`."""
    if viewer is None:
        return Group.visibility == Visibility.PUBLIC
    if viewer.wields(Relation.MODERATOR):
        return sa.true()
    own = aliased(Membership)  # a name of its own, as the query around may be about memberships, too
    theirs = sa.exists().where(
        own.group_id == Group.id,
        own.member_id == viewer.id,
        own.state.in_((MembershipState.ACTIVE, MembershipState.REQUESTED)),
    )
    return sa.or_(Group.visibility != Visibility.HIDDEN, theirs)


def find_group(viewer: Member | None, slug: str) -> Group | None:
    """The group at this address, if `viewer` may know of it."""
    return db.session.scalar(sa.select(Group).where(Group.slug == slug, visible_to(viewer)))


def get_group(group_id: uuid.UUID) -> Group:
    """The group with this id."""
    return db.session.get_one(Group, group_id)


def find_group_by_slug(slug: str) -> Group | None:
    """The group at this address, whoever looks: for operations of the site itself."""
    return db.session.scalar(sa.select(Group).where(Group.slug == slug))


def list_groups(
    viewer: Member | None,
    commitment: int | None = None,
    after: str | None = None,
    *,
    language: str = "",
    region: str = "",
    state: GroupState | None = None,
) -> Page[Group]:
    """A page of the groups that `viewer` may know of, oldest first, with commitments and numbers of members.

    commitment: only the groups that serve this one. language: only those that work in it, or in both. region: only
    those that work in this country. state: only those in this one; None leaves out the archived ones alone.
    """
    statement = as_cards(sa.select(Group).where(visible_to(viewer)))
    statement = statement.where(Group.state == state if state else Group.state != GroupState.ARCHIVED)
    if language:
        statement = statement.where(Group.working_language.in_(("", language)))
    if region:
        statement = statement.where(Group.region == region)
    if commitment is not None:
        statement = statement.where(Group.served.any(GroupCommitment.number == commitment))
    return paginate(statement, by=(Group.created_at.asc(), Group.id.asc()), after=after)


def list_regions(viewer: Member | None) -> list[str]:
    """The countries in which groups work that `viewer` may know of."""
    regions = sa.select(Group.region).where(visible_to(viewer), Group.region != "").distinct()
    return sorted(db.session.scalars(regions))


def as_cards(statement: sa.Select[Any]) -> sa.Select[Any]:
    """The same groups with all that a card tells of a group: commitments and the number of members."""
    members = _count_members_of(Group).scalar_subquery()
    return statement.options(
        selectinload(Group.served), with_expression(Group.member_count, members)
    ).execution_options(populate_existing=True)


def count_members(group: Group) -> int:
    """How many members the group has."""
    statement = sa.select(sa.func.count()).where(
        Membership.group_id == group.id, Membership.state == MembershipState.ACTIVE
    )
    return db.session.scalars(statement).one()


def _count_members_of(group: type[Group]) -> sa.Select[Any]:
    return (
        sa.select(sa.func.count(Membership.id))
        .where(Membership.group_id == group.id, Membership.state == MembershipState.ACTIVE)
        .correlate(group)
    )


def groups_of(member: Member) -> Sequence[Group]:
    """The groups that somebody is in, hidden ones too: show them to that person alone."""
    return db.session.scalars(
        sa.select(Group)
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.member_id == member.id, Membership.state == MembershipState.ACTIVE)
        .order_by(Group.created_at, Group.id)
    ).all()


def find_groups_with_relations(
    member: Member, group_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, tuple[Group, frozenset[Relation]]]:
    """Those of these groups that somebody is in, with what they are to each, as far as their powers are awake."""
    rows = db.session.execute(
        sa.select(Group, Membership)
        .join(Membership, Membership.group_id == Group.id)
        .where(Group.id.in_(group_ids), Membership.member_id == member.id)
        .where(Membership.state == MembershipState.ACTIVE)
    ).all()
    asleep = POWERS if member.powers_locked else frozenset()
    return {group.id: (group, frozenset(membership.relations() - asleep)) for group, membership in rows}
