"""Invitations: links that admit whoever opens them."""

from datetime import timedelta

import sqlalchemy as sa

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.groups import queries
from community.groups.models import Group, Invitation, Membership, MembershipState
from community.groups.operations.guarding import ensure_active
from community.groups.operations.joining import flush_or_refuse, refuse_unless_waiting
from community.groups.operations.refusals import AlreadyMember, InvitationNotValid, OwnInvitation

LONGEST_DAYS = 30
MOST_USES = 100


@atomic
def create_invitation(*, actor: Member, group: Group, days: int, max_uses: int, note: str = "") -> Invitation:
    """Make a link that admits up to `max_uses` people (1 to 100) within `days` (1 to 30).

    note: what coordinators write to remember whom it is for. Raises ValueError for numbers out of bounds.
    """
    if not (1 <= days <= LONGEST_DAYS and 1 <= max_uses <= MOST_USES):
        raise ValueError("An invitation lasts 1 to 30 days and admits 1 to 100 people.")
    invitation = Invitation(
        group_id=group.id,
        created_by_id=actor.id,
        note=note,
        max_uses=max_uses,
        expires_at=now() + timedelta(days=days),
    )
    db.session.add(invitation)
    audit.record(actor, "groups.create_invitation", group, days=days, max_uses=max_uses)
    return invitation


@atomic
def revoke_invitation(*, actor: Member, invitation: Invitation) -> None:
    """Close a link; closing a closed one changes nothing."""
    lock(invitation)
    if invitation.revoked_at is None:
        invitation.revoked_at = now()
        audit.record(actor, "groups.revoke_invitation", db.session.get_one(Group, invitation.group_id))


@atomic
def accept_invitation(*, actor: Member, token: str) -> Group:
    """Come into a group by its link; a request that waits is granted by it.

    Returns the group. Refuses with InvitationNotValid, AlreadyMember, NotAdmitted, OwnInvitation, GroupAtRest.
    """
    invitation = queries.find_invitation_by_token(token)
    if invitation is None:
        raise InvitationNotValid
    membership = queries.find_live_membership(invitation.group_id, actor.id)
    if membership is not None:
        refuse_unless_waiting(membership)
    if invitation.created_by_id == actor.id:
        raise OwnInvitation
    _use(invitation)
    if membership is None:
        membership = Membership(group_id=invitation.group_id, member_id=actor.id, state=MembershipState.REQUESTED)
        db.session.add(membership)
    group = db.session.get_one(Group, invitation.group_id)
    ensure_active(group)
    membership.invitation_id = invitation.id
    membership.admit(group.probation_days)
    flush_or_refuse(AlreadyMember)
    return group


def _use(invitation: Invitation) -> None:
    # One statement decides: of two who take the last place at the same moment, one changes no row.
    taken = (
        sa.update(Invitation)
        .where(Invitation.id == invitation.id, queries.still_admits())
        .values(uses=Invitation.uses + 1)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    )
    if db.session.scalar(taken) is None:
        raise InvitationNotValid
