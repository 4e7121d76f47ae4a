"""Who is in a group, who waits, who is kept out."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from community.accounts.models import Member, Role
from community.db import db, now
from community.groups.models import ANSWERS_STAY, LIVE, Group, Membership, MembershipState, Visibility
from community.groups.queries.groups import visible_to
from community.policy import Relation
from community.web.pagination import Page, paginate


def find_membership(viewer: Member | None, slug: str, membership_id: uuid.UUID) -> Membership | None:
    """A membership of the group at this address, with its member, if `viewer` may know of the group."""
    return db.session.scalar(
        sa.select(Membership)
        .join(Membership.group)
        .join(Membership.member)
        .where(Membership.id == membership_id, Group.slug == slug, visible_to(viewer))
        .options(contains_eager(Membership.group), contains_eager(Membership.member))
    )


def find_live_membership(group_id: uuid.UUID, member_id: uuid.UUID) -> Membership | None:
    """The row by which somebody waits for, belongs to or is kept out of a group, held until the transaction ends."""
    return db.session.scalar(
        sa.select(Membership)
        .where(Membership.group_id == group_id, Membership.member_id == member_id, Membership.state.in_(LIVE))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def hold_settled(group_id: uuid.UUID, member_ids: Collection[uuid.UUID]) -> Sequence[Membership]:
    """The stays of those of these members who are in the group and no newcomers: nobody ends them until this ends.

    Several hold them at once, so that those who work in a group do not wait for one another.
    """
    settled = sa.select(Membership).where(
        Membership.group_id == group_id, Membership.member_id.in_(member_ids), Membership.is_inside()
    )
    held = settled.order_by(Membership.id).with_for_update(read=True)
    return db.session.scalars(held, execution_options={"populate_existing": True}).all()


def hold_stays_of(member: Member) -> None:
    """Hold the rows of all of somebody's stays until the operation ends."""
    theirs = sa.select(Membership.id).where(Membership.member_id == member.id).order_by(Membership.id)
    db.session.execute(theirs.with_for_update(key_share=True)).all()


def find_latest_membership(group: Group, member: Member) -> Membership | None:
    """How somebody stands with a group: the live row, else the one that ended last."""
    return db.session.scalar(
        sa.select(Membership)
        .where(Membership.group_id == group.id, Membership.member_id == member.id)
        .order_by(Membership.state.in_(LIVE).desc(), Membership.requested_at.desc(), Membership.id)
        .limit(1)
    )


def list_coordinators(group: Group) -> Sequence[Membership]:
    """The coordinators who can act, longest first; not those whose powers still sleep."""
    statement = select_with_members(group, MembershipState.ACTIVE).where(Membership.is_powerful())
    return db.session.scalars(statement.order_by(Membership.joined_at, Membership.id)).all()


def list_requests(group: Group, after: str | None = None) -> Page[Membership]:
    """A page of those who wait to be let in, longest first."""
    statement = select_with_members(group, MembershipState.REQUESTED)
    return paginate(statement, by=(Membership.requested_at.asc(), Membership.id.asc()), after=after)


def find_waiting(ids: Collection[uuid.UUID]) -> Sequence[Membership]:
    """Those of these requests that nobody has decided, longest first."""
    waiting = sa.select(Membership).where(Membership.id.in_(ids), Membership.state == MembershipState.REQUESTED)
    return db.session.scalars(waiting.order_by(Membership.requested_at, Membership.id)).all()


def list_decided(group: Group, after: str | None = None) -> Page[Membership]:
    """A page of the requests that were decided in the last 90 days, with who asked and who decided, latest first."""
    statement = (
        sa.select(Membership)
        .join(Membership.member)
        .where(Membership.group_id == group.id, Membership.decided_at > now() - ANSWERS_STAY)
        .options(contains_eager(Membership.member), joinedload(Membership.decided_by))
    )
    return paginate(statement, by=(Membership.decided_at.desc(), Membership.id.desc()), after=after)


def list_banned(group: Group) -> Sequence[Membership]:
    """Those who are kept out, latest first."""
    statement = (
        sa.select(Membership)
        .join(Membership.member)
        .where(Membership.group_id == group.id, Membership.state == MembershipState.BANNED)
        .options(contains_eager(Membership.member))
    )
    return db.session.scalars(statement.order_by(Membership.ended_at.desc(), Membership.id).limit(200)).all()


def select_with_members(group: Group, state: MembershipState) -> sa.Select[Any]:
    """The rows of a group in one state, with their members; those whose account is shut are left out."""
    return (
        sa.select(Membership)
        .join(Membership.member)
        .where(Membership.group_id == group.id, Membership.state == state, Member.is_active)
        .options(contains_eager(Membership.member))
    )


def list_my_memberships(member: Member) -> Sequence[Membership]:
    """The groups that somebody is in or waits for, with the groups, newest first."""
    return db.session.scalars(
        sa.select(Membership)
        .join(Membership.group)
        .where(
            Membership.member_id == member.id, Membership.state.in_((MembershipState.ACTIVE, MembershipState.REQUESTED))
        )
        .options(contains_eager(Membership.group))
        .order_by(Membership.requested_at.desc(), Membership.id)
    ).all()


def list_states(member: Member) -> set[MembershipState]:
    """The states in which somebody has, or had, anything to do with a group."""
    return set(db.session.scalars(sa.select(Membership.state).where(Membership.member_id == member.id).distinct()))


def list_stays(member: Member) -> Sequence[Membership]:
    """Every row about a member, ended ones too, with the groups, newest first."""
    return db.session.scalars(
        sa.select(Membership)
        .join(Membership.group)
        .where(Membership.member_id == member.id)
        .options(contains_eager(Membership.group))
        .order_by(Membership.requested_at.desc(), Membership.id)
    ).all()


def hold_groups_of(member: Member) -> Sequence[Group]:
    """The groups that somebody is in, held until the end, always in the same order, so that locks form no circle.

    Those that stand under another come last, as operations hold a group before those under it.
    """
    theirs = sa.select(Membership.group_id).where(
        Membership.member_id == member.id, Membership.state == MembershipState.ACTIVE
    )
    groups = sa.select(Group).where(Group.id.in_(theirs)).order_by(Group.parent_id.is_not(None), Group.id)
    held = groups.with_for_update(key_share=True).execution_options(populate_existing=True)
    return db.session.scalars(held).all()


def hold_requests(group: Group) -> Sequence[Membership]:
    """Everybody who waits to be let in, with the members, held until the end."""
    waiting = (
        sa.select(Membership)
        .join(Membership.member)
        .where(Membership.group_id == group.id, Membership.state == MembershipState.REQUESTED)
        .options(contains_eager(Membership.member))
        .order_by(Membership.id)
        .with_for_update(of=Membership, key_share=True)
    )
    return db.session.scalars(waiting.execution_options(populate_existing=True)).all()


def may_rule(member: Member, group: Group) -> bool:
    """Whether somebody decides whom a group takes in: its coordinators; of a group with nobody in it, whoever edits it.

    Others who edit it, as moderators, would open it to themselves: also once they have suspended all who are in it, so
    that such a group is for administrators to give to other people.
    """
    mine = find_latest_membership(group, member)
    if mine and mine.has_powers:
        return True
    if member.role is Role.ADMINISTRATOR:
        return not has_people(group)
    inside = sa.exists().where(Membership.group_id == group.id, Membership.state == MembershipState.ACTIVE)
    return not db.session.scalar(sa.select(inside))


def is_barred(viewer: Member | None, group: Group) -> bool:
    """Whether a group that is for members of the community keeps somebody out, who then reads nothing of it."""
    if viewer is None or group.visibility is not Visibility.MEMBERS or viewer.wields(Relation.MODERATOR):
        return False
    mine = find_latest_membership(group, viewer)
    return mine is not None and mine.state is MembershipState.BANNED


def was_sent_away_since(group_id: uuid.UUID, member_id: uuid.UUID, moment: datetime) -> bool:
    """Whether somebody was removed from a group after this moment."""
    removed = sa.exists().where(
        Membership.group_id == group_id,
        Membership.member_id == member_id,
        Membership.state == MembershipState.REMOVED,
        Membership.ended_at > moment,
    )
    return bool(db.session.scalar(sa.select(removed)))


def has_people(group: Group, besides: Member | None = None) -> bool:
    """Whether anybody who can act is in the group, or anybody else."""
    inside = sa.exists().where(
        Membership.group_id == group.id,
        Membership.state == MembershipState.ACTIVE,
        Membership.member_id == Member.id,
        Member.is_active,
    )
    return bool(db.session.scalar(sa.select(inside.where(Member.id != besides.id) if besides else inside)))


def has_other_coordinator(membership: Membership) -> bool:
    """Whether the group has another coordinator who can act."""
    others = sa.exists().where(
        Membership.group_id == membership.group_id,
        Membership.is_powerful(),
        Membership.id != membership.id,
        Membership.member_id == Member.id,
        Member.is_active,
    )
    return bool(db.session.scalar(sa.select(others)))
