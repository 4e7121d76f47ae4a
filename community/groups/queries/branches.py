"""Who brought whom: the tree that invitations make, in every group one of its own."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager

from community.accounts.models import Member
from community.db import db
from community.groups.models import Group, GroupRole, Invitation, Membership, MembershipState
from community.web.pagination import Page, paginate

# Deeper no branch is followed, and more of one are not listed or undone at once.
MOST_DEPTH = 100
MOST_LISTED = 500


@dataclass(frozen=True)
class Brought:
    """A stay that came about by an invitation.

    depth: 1 for whom the person themselves brought. by: the handle of whoever invited, None for a deleted account.
    """

    id: uuid.UUID
    group_id: uuid.UUID
    slug: str
    handle: str
    by: str | None
    state: MembershipState
    joined_at: datetime | None
    depth: int

    @property
    def is_inside(self) -> bool:
        """Whether they are in the group now."""
        return self.state is MembershipState.ACTIVE


def select_branch(member: Member, group: Group | None) -> sa.Select[Any]:
    """The ids of a member's invitations, and of all that were made by whoever came in through one of them."""
    return sa.select(_branch(member, group).c.id)


def list_branch(member: Member, group: Group | None) -> Sequence[Brought]:
    """Everybody who ever came in through a member, or through whom they brought, at most MOST_LISTED.

    Those who are in a group now come first, so that however many have left nobody is hidden behind them; the nearest
    first. group: in this group only, or None for all.
    """
    branch = _branch(member, group)
    statement = _brought(branch.c.depth).join(branch, branch.c.id == Invitation.id)
    statement = statement.where(Membership.member_id != member.id)
    gone = Membership.state != MembershipState.ACTIVE
    rows = db.session.execute(
        statement.order_by(gone, branch.c.depth, Membership.joined_at, Membership.id).limit(MOST_LISTED)
    )
    return [Brought(*row) for row in rows]


def list_brought(group: Group, after: str | None = None) -> Page[Membership]:
    """A page of those who came into a group by an invitation, with the members, latest first."""
    statement = (
        sa.select(Membership)
        .join(Membership.member)
        .where(Membership.group_id == group.id, Membership.invitation_id.is_not(None))
        .options(contains_eager(Membership.member))
    )
    return paginate(statement, by=(Membership.requested_at.desc(), Membership.id.desc()), after=after)


def find_inviters(stays: Collection[Membership]) -> dict[uuid.UUID, str]:
    """The handles of those who invited whose stays these are, by the id of the invitation; none who are deleted."""
    rows = db.session.execute(
        sa.select(Invitation.id, Member.handle)
        .join(Member, Member.id == Invitation.created_by_id)
        .where(Invitation.id.in_({stay.invitation_id for stay in stays}))
    )
    return {row[0]: row[1] for row in rows}


def find_last_coordinators(ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these stays that coordinate a group which nobody else would coordinate without them all."""
    chosen = list(ids)
    other = aliased(Membership)
    replaced = sa.exists().where(
        other.group_id == Membership.group_id,
        other.id.not_in(chosen),
        other.state == MembershipState.ACTIVE,
        other.role == GroupRole.COORDINATOR,
        other.member_id == Member.id,
        Member.is_active,
    )
    last = sa.select(Membership.id).where(
        Membership.id.in_(chosen), Membership.role == GroupRole.COORDINATOR, sa.not_(replaced)
    )
    return set(db.session.scalars(last))


def hold_groups(ids: Collection[uuid.UUID]) -> None:
    """Hold groups and those under them until the end, those under no other first, as all who hold several do."""
    wanted = sa.select(Group.id).where(sa.or_(Group.id.in_(ids), Group.parent_id.in_(ids)))
    held = wanted.order_by(Group.parent_id.is_not(None), Group.id).with_for_update(key_share=True)
    db.session.execute(held).all()


def _branch(member: Member, group: Group | None) -> sa.CTE:
    # An invitation names the one by which its maker came in, when it is made and never after: there are no circles.
    own = sa.select(Invitation.id, sa.literal(1).label("depth")).where(Invitation.created_by_id == member.id)
    if group is not None:
        own = own.where(Invitation.group_id == group.id)
    branch = own.cte("branch", recursive=True)
    below = (
        sa.select(Invitation.id, branch.c.depth + 1)
        .join(branch, Invitation.parent_id == branch.c.id)
        .where(branch.c.depth < MOST_DEPTH)
    )
    found = branch.union(below)
    # Whoever made an invitation may stand in their own branch, having come back by it: the nearest place counts.
    nearest = sa.select(found.c.id, sa.func.min(found.c.depth).label("depth")).group_by(found.c.id)
    return nearest.cte("nearest")


def _brought(depth: sa.ColumnElement[int]) -> Any:
    inviter = aliased(Member)
    return (
        sa.select(
            Membership.id,
            Membership.group_id,
            Group.slug,
            Member.handle,
            inviter.handle,
            Membership.state,
            Membership.joined_at,
            depth,
        )
        .select_from(Membership)
        .join(Invitation, Invitation.id == Membership.invitation_id)
        .join(Group, Group.id == Membership.group_id)
        .join(Member, Member.id == Membership.member_id)
        .outerjoin(inviter, inviter.id == Invitation.created_by_id)
    )
