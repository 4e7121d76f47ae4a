"""Bringing invitations by mail and by name to whoever takes them: the worker does, and tells nobody else."""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from community import audit
from community.accounts.models import Member
from community.accounts.queries import find_active_by_handle, find_confirmed_by_address
from community.db import atomic, db, lock, now
from community.groups import emails, queries
from community.groups.models import Group, GroupRole, Invitation, InvitationWay, Membership, MembershipState
from community.groups.operations.guarding import ensure_active
from community.groups.operations.subgroups import ensure_in_parent
from community.members.models.blocks import has_blocked
from community.members.queries.profiles import find_shown
from community.refusals import Refusal

# How often one address is written to, by whomever; and how long a group does not ask somebody again who said no.
MAILS_TO_ONE = 3
MAILS_COUNT = timedelta(days=30)
NO_MEANS_NO = timedelta(days=30)


@atomic
def mail_invitation(*, invitation_id: str) -> None:
    """Send an invitation to its address, unless whoever has it does not want it; part of the worker's work."""
    invitation = _hold(invitation_id)
    if invitation is None:
        return
    group, inviter = _group_and_inviter(invitation)
    member = find_confirmed_by_address(invitation.recipient or "")
    if member is not None and not _would_take(member, inviter, group, invitation):
        return
    if _is_left_alone(invitation):
        return
    emails.send_invited_by_mail(invitation, group, queries.invitation_token(invitation))


@atomic
def bring_invitation(*, invitation_id: str) -> None:
    """Tell the member of the handle that they are invited, or grant their request; part of the worker's work."""
    invitation = _hold(invitation_id)
    member = find_active_by_handle(invitation.recipient or "") if invitation is not None else None
    if invitation is None or member is None:
        return
    group, inviter = _group_and_inviter(invitation)
    membership = queries.find_live_membership(group.id, member.id)
    if membership is None and find_shown(inviter, member.handle) is None:
        return  # who hides is nobody that one could invite
    if not _would_take(member, inviter, group, invitation):
        return
    if membership is not None and invitation.role is GroupRole.MEMBER:
        _grant(invitation, membership, group, inviter, member)
        return
    invitation.invitee_id = member.id
    emails.send_invited(member, group)


def _grant(invitation: Invitation, membership: Membership, group: Group, inviter: Member, member: Member) -> None:
    try:
        ensure_active(group)
        ensure_in_parent(group, member)
    except Refusal:
        return  # as it would be refused to a coordinator who accepts the request; the invitation runs out
    membership.decide(inviter.id)
    membership.invitation_id = invitation.id
    invitation.uses, invitation.invitee_id = 1, member.id
    membership.admit(group.probation_days)
    audit.record(inviter, "groups.approve", member, place=group, group=group.slug)
    emails.send_approved(member, group)


def _would_take(member: Member, inviter: Member, group: Group, invitation: Invitation) -> bool:
    """Whether an invitation may reach a member: nobody in the group or kept out, none who blocked or said no."""
    membership = queries.find_live_membership(group.id, member.id)
    if membership is not None and membership.state is not MembershipState.REQUESTED:
        return False
    if not member.is_active or member.id == inviter.id or has_blocked(member.id, inviter.id):
        return False
    said_no = sa.exists().where(
        Invitation.group_id == group.id,
        Invitation.invitee_id == member.id,
        sa.or_(
            Invitation.declined_at > now() - NO_MEANS_NO,
            sa.and_(queries.still_admits(), Invitation.role == invitation.role),  # has one already
        ),
    )
    return not db.session.scalar(sa.select(said_no))


def _is_left_alone(invitation: Invitation) -> bool:
    """Whether an address has reported one of our invitations, or got enough of them lately."""
    same = sa.select(Invitation.reported_at, Invitation.created_at).where(
        Invitation.address_mark == invitation.address_mark, Invitation.created_at < invitation.created_at
    )
    rows = db.session.execute(same).all()
    lately = [row for row in rows if row.created_at > now() - MAILS_COUNT]
    return any(row.reported_at for row in rows) or len(lately) >= MAILS_TO_ONE


def _hold(invitation_id: str) -> Invitation | None:
    invitation = db.session.get(Invitation, uuid.UUID(invitation_id))
    if invitation is None:
        return None
    lock(invitation)
    may_go = invitation.is_open and invitation.way is not InvitationWay.LINK and invitation.invitee_id is None
    inviter = db.session.get(Member, invitation.created_by_id) if invitation.created_by_id else None
    # Whoever was suspended since then invites nobody.
    return invitation if may_go and inviter is not None and inviter.is_active else None


def _group_and_inviter(invitation: Invitation) -> tuple[Group, Member]:
    inviter = db.session.get_one(Member, invitation.created_by_id)
    return db.session.get_one(Group, invitation.group_id), inviter


ERRANDS = {"groups.mail_invitation": mail_invitation, "groups.bring_invitation": bring_invitation}
