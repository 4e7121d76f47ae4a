"""Groups under groups: one level, known to no more people than the group above, and open to those in it alone.

But who alone coordinates a hidden group stays in it when somebody who may not know of it removes them from the group
above: a refusal would tell that it is there. Its people are told that it needs another coordinator. As soon as one can
act, the site takes out whoever stayed so.

Where several groups are held, those under no other come first, then the others, each by their ids: so no two wait for
each other.
"""

import uuid

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.groups import emails, queries
from community.groups.models import Group, Membership, MembershipState, Visibility
from community.groups.operations.coordinating import tell_of
from community.groups.operations.founding_refusals import (
    NoParentForGroups,
    OnlyCoordinatorBelow,
    ParentFirst,
    VisibilityTooWide,
)
from community.groups.operations.guarding import ensure_active, ensure_not_last_coordinator, revoke_invitations_of
from community.groups.operations.refusals import (
    LastCoordinator,
)


def hold(group: Group) -> None:
    """Hold a group and those under it until the end; part of an operation that may end stays in them."""
    lock(group)
    queries.hold_subgroups(group.id)


def hold_from_above(group: Group) -> Group | None:
    """Hold a group, and first the one above it, which is returned."""
    parent = db.session.get_one(Group, group.parent_id) if group.parent_id else None
    if parent is not None:
        lock(parent)
    lock(group)
    return parent


def hold_as_parent(actor: Member | None, parent: Group) -> None:
    """Hold a group under which another is to be made. Refuses with NoParentForGroups, GroupAtRest.

    actor: who would have the new group; they coordinate this one.
    """
    lock(parent)
    ensure_active(parent)
    if parent.parent_id is not None or actor is None or not queries.coordinates(actor, parent):
        raise NoParentForGroups


def ensure_not_wider(visibility: Visibility, parent: Group | None) -> None:
    """Refuse (VisibilityTooWide) a group that more people could know of than know of the one above it."""
    if parent is not None and visibility.is_wider_than(parent.visibility):
        raise VisibilityTooWide


def narrow_subgroups(group: Group) -> None:
    """Have no more people know of the groups under this one than of itself; part of the operation that holds it."""
    for subgroup in queries.hold_subgroups(group.id):
        if subgroup.visibility.is_wider_than(group.visibility):
            subgroup.visibility = group.visibility


def ensure_in_parent(group: Group, member: Member) -> None:
    """Refuse (ParentFirst) to let somebody into a group who is not in the one above it, or a newcomer there.

    Part of the operation that lets them in: their stay above is held, so that it does not end meanwhile.
    """
    if group.parent_id is not None and queries.hold_stay_in(group.parent_id, member.id) is None:
        raise ParentFirst


def leave_subgroups(actor: Member, member: Member, group: Group, state: MembershipState, reason: str = "") -> None:
    """Take somebody out of the groups under one that they are not in any more; part of the operation that ends that.

    actor: who ended it. Where nobody else coordinates a group below of which the actor may not know, the member stays
    in that one, and its people are told. group: held, with those under it. state: how the stay in it ended; who is
    barred above is removed below, as nobody comes in there who is not in the group above.
    Refuses with OnlyCoordinatorBelow.
    """
    below = MembershipState.LEFT if state is MembershipState.LEFT else MembershipState.REMOVED
    for stay in queries.hold_stays_under(group.id, member.id):
        if stay.state is MembershipState.REQUESTED:
            stay.end(MembershipState.CANCELLED)
        else:
            try:
                _end(stay, below, reason)
            except LastCoordinator as refusal:
                _let_stay(actor, member, db.session.get_one(Group, stay.group_id), refusal)


def let_strays_go() -> int:
    """Take those out of groups who are not in the group above and stayed while nobody else could coordinate.

    Returns how many. Each goes in a transaction of its own.
    """
    strays = queries.list_replaced_strays()
    db.session.rollback()
    return sum(_let_go(membership_id) for membership_id in strays)


@atomic
def _let_go(membership_id: uuid.UUID) -> bool:
    """Several workers may: they hold the groups one after the other, and look again."""
    stay = db.session.get(Membership, membership_id)
    if stay is None:
        return False  # whoever deletes the account takes it along
    group = db.session.get_one(Group, stay.group_id)
    hold_from_above(group)
    lock(stay)
    if not queries.is_stray(stay):
        return False
    try:
        _end(stay, MembershipState.REMOVED, "")
    except LastCoordinator:
        return False
    member = db.session.get_one(Member, stay.member_id)
    audit.record(None, "groups.remove", member, place=group, group=group.slug)
    emails.send_removed(member, group, stay)
    return True


def _let_stay(actor: Member, member: Member, group: Group, refusal: LastCoordinator) -> None:
    if queries.find_group(actor, group.slug) is not None:
        raise OnlyCoordinatorBelow from refusal
    entry = audit.record(None, "groups.lack_coordinator", member, place=group, group=group.slug)
    tell_of(entry, group, None, member)


def _end(stay: Membership, state: MembershipState, reason: str) -> None:
    ensure_not_last_coordinator(db.session.get_one(Group, stay.group_id), stay)
    stay.end(state, reason)
    revoke_invitations_of(stay, now())
