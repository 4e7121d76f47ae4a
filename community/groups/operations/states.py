"""Whether a group works: pausing and resuming it, archiving and reopening it."""

from collections.abc import Collection

import sqlalchemy as sa

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.groups import emails, queries
from community.groups.models import Group, GroupState, Invitation, MembershipState
from community.groups.operations.founding_refusals import (
    ParentArchived,
    StateChanged,
)
from community.groups.operations.subgroups import hold_from_above
from community.groups.signals import group_told
from community.i18n import _, in_language


@atomic
def pause(*, actor: Member, group: Group, reason: str = "") -> None:
    """Let a group rest: it is read, but nobody joins it and nothing in it changes. Refuses with StateChanged.

    reason: is read on its pages by those who are in it, and by moderators.
    """
    lock(group)
    _move(group, {GroupState.ACTIVE}, GroupState.PAUSED, reason)
    audit.record(actor, "groups.pause", group, place=group)
    _tell(actor, group)


@atomic
def resume(*, actor: Member, group: Group) -> None:
    """Let a group that was paused go on. Refuses with StateChanged."""
    lock(group)
    _move(group, {GroupState.PAUSED}, GroupState.ACTIVE)
    audit.record(actor, "groups.resume", group, place=group)
    _tell(actor, group)


@atomic
def archive(*, actor: Member, group: Group, reason: str = "") -> None:
    """Close a group and those under it: they can be read, requests are declined, invitations end.

    reason: is read on their pages by those who are in them, and by moderators.
    Refuses with StateChanged.
    """
    lock(group)
    below = queries.hold_subgroups(group.id)
    unarchived = {GroupState.ACTIVE, GroupState.PAUSED}
    for one in (group, *(subgroup for subgroup in below if not subgroup.is_archived)):
        _move(one, unarchived, GroupState.ARCHIVED, reason)
        _close_doors(actor, one)
        audit.record(actor, "groups.archive", one, place=one)
        _tell(actor, one)


@atomic
def reopen(*, actor: Member, group: Group) -> None:
    """Let an archived group work again; the groups under it stay closed until each is reopened.

    Refuses with StateChanged, ParentArchived.
    """
    parent = hold_from_above(group)
    if parent is not None and parent.is_archived:
        raise ParentArchived
    _move(group, {GroupState.ARCHIVED}, GroupState.ACTIVE)
    audit.record(actor, "groups.reopen", group, place=group)
    _tell(actor, group)


def _move(group: Group, before: Collection[GroupState], after: GroupState, reason: str = "") -> None:
    if group.state not in before:
        raise StateChanged
    group.state, group.state_reason = after, reason or None


def _tell(actor: Member, group: Group) -> None:
    group_told.send(group, kind="state", subject_id=group.id, actor=actor, concerns=(), only=None)


def _close_doors(actor: Member, group: Group) -> None:
    open_links = sa.update(Invitation).where(Invitation.group_id == group.id, Invitation.revoked_at.is_(None))
    db.session.execute(open_links.values(revoked_at=now()))
    for request in queries.hold_requests(group):
        with in_language(request.member.language):
            reason = _("The group was archived: it takes in nobody any more.")
        request.decide(actor.id)
        request.end(MembershipState.DECLINED, reason)
        emails.send_declined(request.member, group, request)
