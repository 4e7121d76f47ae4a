"""The groups under a group, and the one above it."""

import uuid
from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from community.accounts.models import Member
from community.db import db
from community.groups.models import Group, GroupRole, GroupState, Membership, MembershipState
from community.groups.queries.groups import as_cards, find_group, only_listed, visible_to
from community.groups.queries.memberships import is_barred

# More than any group has; a page that shows them all has an end nevertheless.
MOST = 100


def find_parent(viewer: Member | None, group: Group) -> Group | None:
    """The group that this one is part of, if `viewer` may know of it."""
    if group.parent_id is None:
        return None
    return db.session.scalar(sa.select(Group).where(Group.id == group.parent_id, visible_to(viewer)))


def find_group_with_subgroups(viewer: Member | None, slug: str) -> Group | None:
    """The group at this address, if `viewer` may know of it and it does not keep them out."""
    group = find_group(viewer, slug)
    return None if group is None or is_barred(viewer, group) else group


def list_subgroups(viewer: Member | None, group: Group) -> Sequence[Group]:
    """The groups under a group that `viewer` may know of and that are not archived, oldest first, for cards."""
    if group.parent_id is not None:
        return []
    statement = _select_public_subgroups() if viewer is None else _select_subgroups(viewer)
    return db.session.scalars(statement, {"parent_id": group.id}).all()


def _select_subgroups(viewer: Member | None) -> sa.Select[Group]:
    under = Group.parent_id == sa.bindparam("parent_id")
    cards = as_cards(sa.select(Group).where(under, Group.state != GroupState.ARCHIVED, visible_to(viewer)))
    return cards.options(only_listed()).order_by(Group.created_at, Group.id).limit(MOST)


@cache
def _select_public_subgroups() -> sa.Select[Group]:
    return _select_subgroups(None)


def hold_subgroups(group_id: uuid.UUID) -> Sequence[Group]:
    """Every group under a group, held until the end; to be called while that one is held."""
    under = sa.select(Group).where(Group.parent_id == group_id).order_by(Group.id).with_for_update(key_share=True)
    return db.session.scalars(under.execution_options(populate_existing=True)).all()


def list_possible_parents(member: Member) -> Sequence[Group]:
    """The groups under which somebody may propose one: those that they coordinate, active and under no other."""
    if member.powers_locked:
        return []
    return db.session.scalars(
        sa.select(Group)
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.member_id == member.id, Membership.is_powerful())
        .where(Group.parent_id.is_(None), Group.state == GroupState.ACTIVE)
        .order_by(Group.created_at, Group.id)
    ).all()


def coordinates(member: Member, group: Group) -> bool:
    """Whether somebody can act as a coordinator of a group now."""
    theirs = sa.exists().where(
        Membership.group_id == group.id,
        Membership.member_id == member.id,
        Membership.role == GroupRole.COORDINATOR,
        Membership.is_powerful(),
    )
    return not member.powers_locked and bool(db.session.scalar(sa.select(theirs)))


def is_stray(stay: Membership) -> bool:
    """Whether somebody is in a group that is part of another one, and not in that one."""
    return bool(db.session.scalar(_select_strays().where(Membership.id == stay.id)))


def list_replaced_strays() -> Sequence[uuid.UUID]:
    """The stays of those who are in a group, not in the one above it, and no more needed to coordinate it."""
    other = aliased(Membership)
    replaced = sa.exists().where(
        other.group_id == Membership.group_id,
        other.id != Membership.id,
        other.is_powerful(),
        other.member_id == Member.id,
        Member.is_active,
    )
    return db.session.scalars(_select_strays().where(replaced).order_by(Membership.id)).all()


def _select_strays() -> sa.Select[uuid.UUID]:
    above = aliased(Membership)
    in_it = sa.exists().where(
        above.group_id == Group.parent_id,
        above.member_id == Membership.member_id,
        above.state == MembershipState.ACTIVE,
    )
    stays = sa.select(Membership.id).join(Group, Group.id == Membership.group_id)
    return stays.where(Group.parent_id.is_not(None), Membership.state == MembershipState.ACTIVE, ~in_it)


def hold_stay_in(group_id: uuid.UUID, member_id: uuid.UUID) -> Membership | None:
    """The stay of somebody in a group, where they are in it and no newcomer any more; held until the end."""
    stay = (
        sa.select(Membership)
        .where(Membership.group_id == group_id, Membership.member_id == member_id, Membership.is_inside())
        .with_for_update(key_share=True)
    )
    return db.session.scalar(stay.execution_options(populate_existing=True))


def hold_stays_under(group_id: uuid.UUID, member_id: uuid.UUID) -> Sequence[Membership]:
    """The stays and requests of somebody in the groups under a group, held until the end."""
    under = sa.select(Group.id).where(Group.parent_id == group_id)
    stays = (
        sa.select(Membership)
        .where(
            Membership.group_id.in_(under),
            Membership.member_id == member_id,
            Membership.state.in_((MembershipState.ACTIVE, MembershipState.REQUESTED)),
        )
        .order_by(Membership.id)
        .with_for_update(key_share=True)
    )
    return db.session.scalars(stays.execution_options(populate_existing=True)).all()
