"""Undoing a branch: everybody goes who came into a group through one person, and whoever came through them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.groups import emails, queries
from community.groups.models import Group, Invitation, Membership, MembershipState
from community.groups.operations.keeping import end_stay
from community.groups.operations.refusals import (
    BranchChanged,
    LastCoordinator,
    NotOneself,
)
from community.groups.reasons import Ended


@dataclass(frozen=True)
class Pruned:
    """How many were removed, and how many stay because their group would have no coordinator any more."""

    removed: int
    kept: int


@atomic
def undo_branch(*, actor: Member, member: Member, group: Group | None, reason: str, expected: int) -> Pruned:
    """Remove everybody who is in a group because `member` brought them, or brought who brought them, and close their
    invitations and the member's own; who came in otherwise meanwhile stays. The member stays, too: that is another act.

    group: in this group only, or None for all. reason: told to each. expected: how many the moderator saw and
    confirmed; if somebody was brought since, nothing is done. Refuses with BranchChanged, NotOneself.
    """
    if member.id == actor.id:
        raise NotOneself
    branch = queries.list_branch(member, group)
    queries.hold_groups({row.group_id for row in branch})
    if len([row for row in queries.list_branch(member, group) if row.is_inside]) != expected:
        raise BranchChanged
    removed, kept = 0, set[uuid.UUID]()
    # Whoever is invited while this goes on is found in the next round; after it there is nobody who could invite.
    while found := [row for row in _close_and_list(member, group) if row.is_inside and row.id not in kept]:
        for row in found:
            if _remove(actor, row.id, reason):
                removed += 1
            else:
                kept.add(row.id)
    details = {"removed": removed, "kept": len(kept)} | ({"group": group.slug} if group else {})
    audit.record(actor, "groups.undo_branch", member, place=group, **details)
    return Pruned(removed, len(kept))


def _close_and_list(member: Member, group: Group | None) -> Sequence[queries.Brought]:
    # Closing waits for those who are coming in by one of them at this moment, and they are in the list then.
    ids = queries.select_branch(member, group)
    closing = sa.update(Invitation).where(Invitation.id.in_(ids), Invitation.revoked_at.is_(None))
    db.session.execute(closing.values(revoked_at=now()), execution_options={"synchronize_session": False})
    return queries.list_branch(member, group)


def _remove(actor: Member, membership_id: uuid.UUID, reason: str) -> bool:
    membership = db.session.get_one(Membership, membership_id)
    group = db.session.get_one(Group, membership.group_id)
    queries.hold_groups({group.id})
    lock(membership)
    if membership.state is not MembershipState.ACTIVE or membership.member_id == actor.id:
        return False
    try:
        with db.session.begin_nested():
            end_stay(actor, membership, MembershipState.REMOVED, reason, Ended.BRANCH)
    except LastCoordinator:
        return False
    gone = db.session.get_one(Member, membership.member_id)
    audit.record(actor, "groups.remove", gone, place=group, group=group.slug, because=Ended.BRANCH.value)
    emails.send_removed(gone, group, membership)
    return True
