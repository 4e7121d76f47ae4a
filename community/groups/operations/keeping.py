"""Who stays: leaving, removing, keeping out, and who coordinates."""

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.groups import emails, queries
from community.groups.models import Group, GroupRole, Membership, MembershipState
from community.groups.operations.guarding import ensure_not_last_coordinator, revoke_invitations_of
from community.groups.operations.refusals import (
    AlreadyCoordinator,
    NoCoordinator,
    NotInGroup,
    NotKeptOut,
    NotOneself,
)


@atomic
def leave(*, actor: Member, group: Group) -> None:
    """Leave a group. Refuses with NotInGroup, LastCoordinator."""
    lock(group)
    membership = queries.find_live_membership(group.id, actor.id)
    if membership is None or membership.state is not MembershipState.ACTIVE:
        raise NotInGroup
    _end(membership, MembershipState.LEFT)


@atomic
def remove(*, actor: Member, membership: Membership, reason: str = "") -> None:
    """Remove somebody from the group, who may come back as everybody comes in; the reason is mailed to them.

    Refuses with NotOneself, NotInGroup, LastCoordinator.
    """
    group, member = _take(actor, membership)
    if membership.state is not MembershipState.ACTIVE:
        raise NotInGroup
    _end(membership, MembershipState.REMOVED, reason)
    audit.record(actor, "groups.remove", member, group=group.slug, reason=reason)
    emails.send_removed(member, group, reason)


@atomic
def ban(*, actor: Member, membership: Membership, reason: str = "") -> None:
    """Keep somebody out for good who is in the group or asks to be; the reason is mailed to them.

    Refuses with NotOneself, NotInGroup, LastCoordinator.
    """
    group, member = _take(actor, membership)
    before = membership.state
    if before not in (MembershipState.ACTIVE, MembershipState.REQUESTED):
        raise NotInGroup
    _end(membership, MembershipState.BANNED, reason)
    audit.record(actor, "groups.ban", member, group=group.slug, reason=reason)
    send = emails.send_removed if before is MembershipState.ACTIVE else emails.send_declined
    send(member, group, reason)


@atomic
def unban(*, actor: Member, membership: Membership) -> None:
    """Let somebody come in again as everybody does. Refuses with NotKeptOut, NotOneself."""
    lock(membership)
    if membership.state is not MembershipState.BANNED:
        raise NotKeptOut
    if membership.member_id == actor.id:
        raise NotOneself
    membership.state, membership.decided_by_id = MembershipState.REMOVED, actor.id
    _record(actor, "groups.unban", membership)


@atomic
def appoint(*, actor: Member, membership: Membership) -> None:
    """Make a member of the group a coordinator. Refuses with NotInGroup, AlreadyCoordinator, NotOneself."""
    lock(db.session.get_one(Group, membership.group_id))
    lock(membership)
    member = db.session.get_one(Member, membership.member_id, populate_existing=True)
    if membership.state is not MembershipState.ACTIVE or not member.is_active:
        raise NotInGroup
    if membership.is_coordinator:
        raise AlreadyCoordinator
    if membership.member_id == actor.id:
        raise NotOneself
    group = db.session.get_one(Group, membership.group_id)
    membership.take_charge(group.powers_delay_days)
    _record(actor, "groups.appoint", membership)
    emails.send_appointed(member, group)


@atomic
def dismiss(*, actor: Member, membership: Membership) -> None:
    """Make a coordinator an ordinary member again; anybody may do so to themselves.

    Refuses with NoCoordinator, LastCoordinator.
    """
    ensure_not_last_coordinator(db.session.get_one(Group, membership.group_id), membership)
    if not membership.is_coordinator:
        raise NoCoordinator
    membership.role = GroupRole.MEMBER
    revoke_invitations_of(membership, now())
    _record(actor, "groups.dismiss", membership)


def _take(actor: Member, membership: Membership) -> tuple[Group, Member]:
    group = db.session.get_one(Group, membership.group_id)
    lock(group)
    lock(membership)
    if membership.member_id == actor.id:
        raise NotOneself
    membership.decided_by_id = actor.id
    return group, db.session.get_one(Member, membership.member_id)


def _end(membership: Membership, state: MembershipState, reason: str = "") -> None:
    ensure_not_last_coordinator(db.session.get_one(Group, membership.group_id), membership)
    membership.end(state, reason)
    revoke_invitations_of(membership, now())


def _record(actor: Member, action: str, membership: Membership) -> None:
    group = db.session.get_one(Group, membership.group_id)
    audit.record(actor, action, db.session.get_one(Member, membership.member_id), group=group.slug)
