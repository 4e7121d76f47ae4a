"""Who runs a group: making coordinators, ending their time, handing over.

Every act is told to the whole group, which reads it in plain words in its trail.
"""

import sqlalchemy as sa

from community import audit
from community.accounts.models import Member
from community.audit import AuditEntry
from community.db import atomic, db, lock, now
from community.groups import emails, queries
from community.groups.models import Group, Membership, MembershipState, Successor
from community.groups.operations.charge_refusals import NotCoordinating, NotSettled
from community.groups.operations.guarding import ensure_not_last_coordinator, revoke_invitations_of
from community.groups.operations.refusals import (
    AlreadyCoordinator,
    NoCoordinator,
    NotInGroup,
    NotOneself,
)
from community.groups.signals import group_told


@atomic
def appoint(*, actor: Member, membership: Membership) -> None:
    """Make a member of the group a coordinator, whose powers begin when the group's delay is over.

    Refuses with NotInGroup, NotSettled, AlreadyCoordinator, NotOneself.
    """
    group = db.session.get_one(Group, membership.group_id)
    lock(group)
    lock(membership)
    member = ensure_can_coordinate(actor, membership)
    put_in_charge(group, membership, group.powers_delay)
    record(actor, "groups.appoint", group, member)
    emails.send_appointed(member, group, None if membership.has_powers else membership.powers_from)


@atomic
def dismiss(*, actor: Member, membership: Membership) -> None:
    """Make a coordinator an ordinary member again; anybody may do so to themselves.

    It also takes back an appointment while its powers still sleep. Refuses with NoCoordinator, LastCoordinator.
    """
    group = db.session.get_one(Group, membership.group_id)
    ensure_not_last_coordinator(group, membership)
    if not membership.is_coordinator:
        raise NoCoordinator
    step_down(membership)
    record(actor, "groups.dismiss", group, db.session.get_one(Member, membership.member_id))


@atomic
def hand_over(*, actor: Member, membership: Membership) -> None:
    """Make another member coordinator and step down, both or neither.

    Where no other coordinator can act, the powers begin at once: else nobody would run the group, and nobody would be
    there to object either. Refuses with NotCoordinating, NotInGroup, NotSettled, AlreadyCoordinator, NotOneself.
    """
    group = db.session.get_one(Group, membership.group_id)
    lock(group)
    # Both in the order in which those who write in the group hold them.
    held = queries.hold_members(group, {actor.id, membership.member_id})
    mine = held.get(actor.id)
    if mine is None or not mine.has_powers:
        raise NotCoordinating
    lock(membership)  # it may have ended meanwhile, and is not among these then
    member = ensure_can_coordinate(actor, membership)
    put_in_charge(group, membership, group.powers_delay if queries.has_other_coordinator(mine) else 0)
    step_down(mine)
    record(actor, "groups.hand_over", group, member)
    emails.send_appointed(member, group, None if membership.has_powers else membership.powers_from)


def ensure_can_coordinate(actor: Member | None, membership: Membership) -> Member:
    """Refuse to put somebody in charge who cannot be; part of an operation that holds the membership.

    actor: who would do it, or None for the site itself.
    Returns the member. Refuses with NotInGroup, AlreadyCoordinator, NotOneself, NotSettled.
    """
    member = db.session.get_one(Member, membership.member_id, populate_existing=True)
    if membership.state is not MembershipState.ACTIVE or not member.is_active:
        raise NotInGroup
    if membership.is_coordinator:
        raise AlreadyCoordinator
    if actor is not None and membership.member_id == actor.id:
        raise NotOneself
    if not membership.is_settled:
        raise NotSettled
    return member


def put_in_charge(group: Group, membership: Membership, delay_days: int) -> None:
    """Make somebody a coordinator, who follows nobody then; part of an operation that holds the group."""
    membership.take_charge(delay_days)
    _forget_successors(group, Successor.member_id == membership.member_id)


def step_down(membership: Membership) -> None:
    """Make a coordinator an ordinary member; their links close, and nobody follows them any more."""
    membership.step_down()
    revoke_invitations_of(membership, now())
    group = db.session.get_one(Group, membership.group_id)
    _forget_successors(group, Successor.named_by_id == membership.member_id)


def release_successors(membership: Membership) -> None:
    """Let go of whom somebody named, and of who named them, when they are in the group no more."""
    theirs = sa.or_(Successor.named_by_id == membership.member_id, Successor.member_id == membership.member_id)
    _forget_successors(db.session.get_one(Group, membership.group_id), theirs)


def tell_of(entry: AuditEntry, group: Group, actor: Member | None, *concerned: Member) -> None:
    """Tell the group of an act in its trail; part of the operation that does it."""
    concerns = {member.id for member in concerned}
    group_told.send(group, kind="trail", subject_id=entry.id, actor=actor, concerns=concerns, only=None)


def record(actor: Member, action: str, group: Group, member: Member) -> None:
    """Write into the trail who runs a group from now on, or does not any more, and tell the group."""
    tell_of(audit.record(actor, action, member, place=group, group=group.slug), group, actor, member)


def _forget_successors(group: Group, condition: sa.ColumnElement[bool]) -> None:
    db.session.execute(sa.delete(Successor).where(Successor.group_id == group.id, condition))
