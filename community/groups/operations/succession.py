"""Who follows coordinators of whom nothing is heard: naming them, their answer, and the hour at which they take over.

One reads of it in time: the coordinators are warned ten days before, and each of them who comes back keeps the group.
The powers of whoever takes over begin at once, whatever the group's delay: those who could object have been silent for
a month and warned, and nobody else can run the group.
"""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.groups import emails, queries
from community.groups.models import SILENT_DAYS, WARNED_DAYS, Group, GroupRole, Membership, Successor
from community.groups.operations.charge_refusals import NotCoordinating, SuccessorNotAsked
from community.groups.operations.coordinating import ensure_can_coordinate, put_in_charge, tell_of
from community.groups.operations.guarding import ensure_active
from community.groups.operations.refusals import (
    NotInGroup,
)
from community.refusals import Refusal


@atomic
def name_successor(*, actor: Member, group: Group, handle: str) -> Successor:
    """Ask a member of the group to take it over if all its coordinators should be silent for a month.

    handle: whom; somebody who cannot be shown is nobody. They take the place of whom one named before.
    Refuses with GroupAtRest, NotCoordinating, NotInGroup, NotSettled, AlreadyCoordinator, NotOneself.
    """
    lock(group)
    ensure_active(group)
    membership = queries.find_in_group(group, handle)
    held = queries.hold_members(group, {actor.id, *([membership.member_id] if membership else [])})
    mine = held.get(actor.id)
    if mine is None or not mine.has_powers:
        raise NotCoordinating
    if membership is None:
        raise NotInGroup
    member = ensure_can_coordinate(actor, membership)
    before = queries.find_named_by(group, actor)
    if before is not None:  # one names one person: who is named now takes the place of who was
        db.session.delete(before)
        db.session.flush()
    successor = Successor(group_id=group.id, named_by_id=actor.id, member_id=member.id)
    db.session.add(successor)
    audit.record(actor, "groups.name_successor", member, place=group, group=group.slug)
    emails.send_successor_asked(member, group)
    return successor


@atomic
def withdraw_successor(*, actor: Member, group: Group) -> None:
    """Take back whom one has named; where one has named nobody, nothing changes."""
    lock(group)
    successor = queries.find_named_by(group, actor)
    if successor is None:
        return
    member = db.session.get_one(Member, successor.member_id)
    db.session.delete(successor)
    audit.record(actor, "groups.withdraw_successor", member, place=group, group=group.slug)


@atomic
def answer_succession(*, actor: Member, successor: Successor, accept: bool) -> None:
    """Say yes, so that one follows when it is time, or no, also after a yes. Refuses with SuccessorNotAsked."""
    group = db.session.get_one(Group, successor.group_id)
    lock(group)
    held = queries.hold_successor(successor.id)
    if held is None or held.member_id != actor.id:
        raise SuccessorNotAsked
    if accept:
        held.accepted_at = held.accepted_at or now()
        audit.record(actor, "groups.accept_succession", actor, place=group, group=group.slug)
    else:
        db.session.delete(held)
        audit.record(actor, "groups.decline_succession", actor, place=group, group=group.slug)
    coordinator = db.session.get_one(Member, held.named_by_id)
    emails.send_successor_answered(coordinator, group, accepted=accept)


@atomic
def note_seen(*, member: Member) -> None:
    """Keep that a coordinator was here today, in the groups that they coordinate; the day is all that is kept."""
    today = now().date()
    theirs = sa.update(Membership).where(
        Membership.member_id == member.id,
        Membership.role == GroupRole.COORDINATOR,
        sa.or_(Membership.seen_on.is_(None), Membership.seen_on < today),
    )
    db.session.execute(theirs.values(seen_on=today), execution_options={"synchronize_session": False})


def follow_silent() -> int:
    """Warn the coordinators of groups in which all are silent, and let their successors take over when it is time.

    Returns how many groups were taken over. One group that fails does not hold up the others.
    """
    groups = queries.list_silent_groups(_days_ago(WARNED_DAYS))
    db.session.rollback()
    return sum(_look_after(group_id) for group_id in groups)


@atomic
def _look_after(group_id: uuid.UUID) -> bool:
    """Do for one group what is due. Several workers may: they hold the group one after the other, and look again."""
    group = db.session.get_one(Group, group_id)
    lock(group)
    coordinators = queries.hold_coordinators(group)
    successors = queries.hold_successors(group)
    seen = max((row.last_seen for row in coordinators), default=None)
    if not group.is_active or seen is None or seen > _days_ago(WARNED_DAYS) or not successors:
        return False
    warned = max((row.warned_on for row in successors if row.warned_on), default=None)
    if warned is None or warned <= seen:
        return _warn(group, coordinators, successors, seen)
    if seen > _days_ago(SILENT_DAYS) or warned > _days_ago(SILENT_DAYS - WARNED_DAYS):
        return False
    return _take_over(group, coordinators, successors)


def _warn(group: Group, coordinators: Sequence[Membership], successors: Sequence[Successor], seen: date) -> bool:
    day = max(seen + timedelta(days=SILENT_DAYS), now().date() + timedelta(days=SILENT_DAYS - WARNED_DAYS))
    if not any(successor.accepted_at for successor in successors):
        return False
    for successor in successors:
        successor.warned_on = now().date()
    for row in coordinators:
        if row.member.is_active:
            emails.send_succession_near(row.member, group, day)
    return False


def _take_over(group: Group, coordinators: Sequence[Membership], successors: Sequence[Successor]) -> bool:
    """Put the first in charge who accepted and still can: those who left, or were suspended, are passed over.

    Nobody follows somebody who was suspended: whom an infiltrator named is no friend of the group.
    """
    stays = queries.hold_members(group, {successor.member_id for successor in successors})
    for successor in successors:
        stay = stays.get(successor.member_id)
        if stay is None or successor.accepted_at is None or not successor.named_by.is_active:
            continue
        try:
            member = ensure_can_coordinate(None, stay)
        except Refusal:
            continue
        put_in_charge(group, stay, 0)
        tell_of(audit.record(None, "groups.succeed", member, place=group, group=group.slug), group, None, member)
        emails.send_succeeded(member, group)
        for row in coordinators:
            if row.member.is_active:
                emails.send_was_followed(row.member, group)
        return True
    return False


def _days_ago(days: int) -> date:
    return now().date() - timedelta(days=days)
