"""The one guard that keeps a group from losing its last coordinator, on every way out."""

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db, lock, now
from community.groups import queries
from community.groups.models import Group, Invitation, Membership
from community.groups.operations.refusals import (
    GroupAtRest,
    LastCoordinator,
    OnlyCoordinator,
)


def ensure_active(group: Group) -> None:
    """Refuse (GroupAtRest) where the group is paused or archived: nobody joins it, nothing in it is changed."""
    db.session.refresh(group)
    if not group.is_active:
        raise GroupAtRest


def ensure_not_last_coordinator(group: Group, membership: Membership) -> None:
    """Hold the group, and refuse (LastCoordinator) if this is its last coordinator who can act.

    Whoever takes the group from the same hands at the same moment waits here and then sees what was done.
    """
    lock(group)
    lock(membership)
    if membership.is_coordinator and not queries.has_other_coordinator(membership):
        raise LastCoordinator


def ensure_replaceable(member: Member) -> None:
    """Refuse (LastCoordinator) if people in a group had no coordinator any more when this member cannot act.

    A group in which nobody else is keeps nobody from being suspended: nobody can be let in to take it over.
    Part of an operation. To be called before the row of the member is locked: groups are always locked first, and all
    of the member's, so that nobody makes them a coordinator meanwhile.
    """
    for group in queries.hold_groups_of(member):
        membership = queries.find_live_membership(group.id, member.id)
        if membership is not None and queries.has_people(group, besides=member):
            ensure_not_last_coordinator(group, membership)


def ensure_may_go(member: Member) -> None:
    """Refuse (OnlyCoordinator) as `ensure_replaceable` does, and say which groups it is about."""
    needing = []
    for group in queries.hold_groups_of(member):
        membership = queries.find_live_membership(group.id, member.id)
        if membership is not None and membership.is_coordinator and not queries.has_other_coordinator(membership):
            needing.append(group.name(member.language))
    if needing:
        raise OnlyCoordinator(needing)


def revoke_invitations_of(membership: Membership, moment: object) -> None:
    """Close the links that somebody handed out who is no coordinator any more; part of an operation."""
    theirs = sa.update(Invitation).where(
        Invitation.group_id == membership.group_id,
        Invitation.created_by_id == membership.member_id,
        Invitation.revoked_at.is_(None),
    )
    db.session.execute(theirs.values(revoked_at=moment))


def revoke_invitations_for(group: Group, member: Member) -> None:
    """Close the invitations to a group that wait for somebody by name; part of an operation."""
    waiting = sa.update(Invitation).where(
        Invitation.group_id == group.id,
        Invitation.invitee_id == member.id,
        Invitation.uses == 0,
        Invitation.revoked_at.is_(None),
    )
    db.session.execute(waiting.values(revoked_at=now()))
