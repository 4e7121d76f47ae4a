"""Which groups there are, for whom."""

import uuid
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, load_only, with_expression
from sqlalchemy.orm.interfaces import ORMOption

from community.accounts.models import Member
from community.db import db
from community.groups.models import (
    Group,
    GroupCommitment,
    GroupState,
    JoinPolicy,
    Membership,
    MembershipState,
    Visibility,
)
from community.policy import POWERS, Relation
from community.web.pagination import Listing, Page, paginate

_OLDEST = (Group.created_at.asc(), Group.id.asc())


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
    if viewer is None:
        return db.session.scalar(_select_public(), {"slug": slug})
    return db.session.scalar(sa.select(Group).where(Group.slug == slug, visible_to(viewer)))


@cache
def _select_public() -> sa.Select[Group]:
    # What visitors ask for on every page of a group: built once.
    return sa.select(Group).where(Group.slug == sa.bindparam("slug"), visible_to(None))


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
    is_joinable: bool = False,
    size: int = 50,
) -> Page[Group]:
    """A page of the groups that `viewer` may know of, oldest first, with their numbers of members.

    commitment: only the groups that serve this one. language: only those that work in it, or in both. region: only
    those that work in this country. state: only those in this one; None leaves out the archived ones alone.
    is_joinable: only those that take people in without an invitation. size: groups on a page.
    """
    if viewer is None and not (commitment or language or region or state):
        return _public_listing(is_joinable, size).page(after)
    statement = _select_listed(viewer, state, is_joinable=is_joinable)
    if language:
        statement = statement.where(Group.working_language.in_(("", language)))
    if region:
        statement = statement.where(Group.region == region)
    if commitment is not None:
        statement = statement.where(Group.served.any(GroupCommitment.number == commitment))
    return paginate(statement, by=_OLDEST, after=after, size=size)


@cache
def _public_listing(is_joinable: bool, size: int) -> Listing[Group]:
    return Listing(_select_listed(None, None, is_joinable=is_joinable), by=_OLDEST, size=size)


def _select_listed(viewer: Member | None, state: GroupState | None, *, is_joinable: bool) -> sa.Select[Any]:
    statement = as_cards(sa.select(Group).where(visible_to(viewer))).options(only_listed())
    statement = statement.where(Group.state == state if state else Group.state != GroupState.ARCHIVED)
    return statement.where(Group.join_policy != JoinPolicy.BY_INVITATION) if is_joinable else statement


def list_regions(viewer: Member | None) -> list[str]:
    """The countries in which groups work that `viewer` may know of."""
    return sorted(db.session.scalars(_select_public_regions() if viewer is None else _select_regions(viewer)))


def _select_regions(viewer: Member | None) -> sa.Select[str]:
    return sa.select(Group.region).where(visible_to(viewer), Group.region != "").distinct()


@cache
def _select_public_regions() -> sa.Select[str]:
    return _select_regions(None)


def as_cards(statement: sa.Select[Any]) -> sa.Select[Any]:
    """The same groups with what a card tells beside a group's own words: the number of members."""
    return statement.options(_with_count()).execution_options(populate_existing=True)


@cache
def only_listed() -> ORMOption:
    """Read no more of groups than a list says of them: the rest, decoded fifty times, would be for nothing."""
    names = (Group.slug, Group.name_en, Group.name_ko, Group.purpose_en, Group.purpose_ko)
    return load_only(*names, Group.state, Group.visibility, Group.join_policy, Group.created_at, raiseload=True)


@cache
def _with_count() -> ORMOption:
    # Every list of groups asks for it: built once.
    return with_expression(Group.member_count, _count_members_of(Group).scalar_subquery())


def read_outline(group: Group) -> tuple[int, list[int]]:
    """How many members the group has, and the numbers of the commitments that it serves, asked for at once."""
    rows = db.session.execute(_select_outline(), {"group_id": group.id}).all()
    return rows[0].members, [row.number for row in rows if row.number is not None]


@cache
def _select_outline() -> sa.Select[int, int | None]:
    return (
        sa.select(_count_members_of(Group).label("members"), GroupCommitment.number)
        .select_from(Group)
        .outerjoin(Group.served)
        .where(Group.id == sa.bindparam("group_id"))
        .order_by(GroupCommitment.number)
    )


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
