"""Who stays: leaving, removing, keeping out."""

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.groups import emails, queries
from community.groups.models import Group, Membership, MembershipState
from community.groups.operations.guarding import (
    ensure_not_last_coordinator,
    revoke_invitations_for,
    revoke_invitations_of,
)
from community.groups.operations.refusals import (
    NotInGroup,
    NotKeptOut,
    NotOneself,
)
from community.groups.operations.subgroups import hold, leave_subgroups
from community.groups.reasons import Ended


@atomic
def leave(*, actor: Member, group: Group) -> None:
    """Leave a group, and those under it. Refuses with NotInGroup, LastCoordinator."""
    hold(group)
    membership = queries.find_live_membership(group.id, actor.id)
    if membership is None or membership.state is not MembershipState.ACTIVE:
        raise NotInGroup
    end_stay(actor, membership, MembershipState.LEFT)


@atomic
def remove(*, actor: Member, membership: Membership, reason: str = "", code: Ended | None = None) -> None:
    """Remove somebody from the group, who may come back as everybody comes in.

    code: a sentence that everybody reads in their own language; reason: free words. Both are mailed to them; of the
    two the trail keeps the first alone. Refuses with NotOneself, NotInGroup, LastCoordinator.
    """
    group, member = _take(actor, membership)
    if membership.state is not MembershipState.ACTIVE:
        raise NotInGroup
    end_stay(actor, membership, MembershipState.REMOVED, reason, code)
    audit.record(actor, "groups.remove", member, place=group, group=group.slug, because=code or "")
    emails.send_removed(member, group, membership)


@atomic
def ban(*, actor: Member, membership: Membership, reason: str = "", code: Ended | None = None) -> None:
    """Keep somebody out for good who is in the group or asks to be; told and kept as in `remove`.

    Refuses with NotOneself, NotInGroup, LastCoordinator.
    """
    group, member = _take(actor, membership)
    before = membership.state
    if before not in (MembershipState.ACTIVE, MembershipState.REQUESTED):
        raise NotInGroup
    if before is MembershipState.REQUESTED:
        membership.decide(actor.id)
    end_stay(actor, membership, MembershipState.BANNED, reason, code)
    audit.record(actor, "groups.ban", member, place=group, group=group.slug, because=code or "")
    send = emails.send_removed if before is MembershipState.ACTIVE else emails.send_declined
    send(member, group, membership)


@atomic
def unban(*, actor: Member, membership: Membership) -> None:
    """Let somebody come in again as everybody does. Refuses with NotKeptOut, NotOneself."""
    lock(membership)
    if membership.state is not MembershipState.BANNED:
        raise NotKeptOut
    if membership.member_id == actor.id:
        raise NotOneself
    membership.state = MembershipState.REMOVED
    _record(actor, "groups.unban", membership)


def _take(actor: Member, membership: Membership) -> tuple[Group, Member]:
    group = db.session.get_one(Group, membership.group_id)
    hold(group)
    lock(membership)
    if membership.member_id == actor.id:
        raise NotOneself
    return group, db.session.get_one(Member, membership.member_id)


def end_stay(
    actor: Member, membership: Membership, state: MembershipState, reason: str = "", code: Ended | None = None
) -> None:
    """Close a membership, with those in groups under it and the invitations that hung on it; part of an operation.

    actor: who ends it; nothing that happens tells them of groups of which they may not know (see `leave_subgroups`).
    Invitations by name that wait for whoever is sent away are closed, too.
    Refuses with LastCoordinator, OnlyCoordinatorBelow.
    """
    group = db.session.get_one(Group, membership.group_id)
    ensure_not_last_coordinator(group, membership)
    membership.end(state, reason, code or "")
    revoke_invitations_of(membership, now())
    member = db.session.get_one(Member, membership.member_id)
    if state is not MembershipState.LEFT:
        revoke_invitations_for(group, member)
    leave_subgroups(actor, member, group, state, reason)


def _record(actor: Member, action: str, membership: Membership) -> None:
    group = db.session.get_one(Group, membership.group_id)
    member = db.session.get_one(Member, membership.member_id)
    audit.record(actor, action, member, place=group, group=group.slug)
