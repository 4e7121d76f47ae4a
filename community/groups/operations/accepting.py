"""What whoever was invited does about it: coming in, saying no, telling that the mail was not wanted."""

import sqlalchemy as sa

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.groups import queries
from community.groups.models import Group, GroupRole, Invitation, InvitationWay, Membership, MembershipState
from community.groups.operations.coordinating import put_in_charge, tell_of
from community.groups.operations.guarding import ensure_active
from community.groups.operations.inviting import mark_of
from community.groups.operations.joining import flush_or_refuse, refuse_unless_waiting
from community.groups.operations.refusals import (
    AlreadyMember,
    InvitationNotValid,
    NotYourInvitation,
    OwnInvitation,
)
from community.groups.operations.subgroups import ensure_in_parent
from community.i18n import LANGUAGES, _, in_language
from community.members.models.blocks import has_blocked
from community.reports.models import ReportReason
from community.reports.operations import report_from_outside


@atomic
def accept_invitation(*, actor: Member, token: str) -> Group:
    """Come into a group by a link; a request that waits is granted by it.

    Returns the group. Refuses with InvitationNotValid, NotYourInvitation, AlreadyMember, NotAdmitted, OwnInvitation,
    GroupAtRest.
    """
    invitation = queries.find_invitation_by_token(token)
    if invitation is None or invitation.way is InvitationWay.HANDLE:
        raise InvitationNotValid
    if invitation.way is InvitationWay.MAIL and mark_of(actor.email) != invitation.address_mark:
        raise NotYourInvitation
    return _come_in(actor, invitation)


@atomic
def accept_invited(*, actor: Member, invitation: Invitation) -> Group:
    """Come into a group that has invited one by name. Refuses as `accept_invitation` does."""
    if invitation.invitee_id != actor.id:
        raise InvitationNotValid
    if invitation.created_by_id is not None and has_blocked(actor.id, invitation.created_by_id):
        raise InvitationNotValid
    return _come_in(actor, invitation)


@atomic
def decline_invited(*, actor: Member, invitation: Invitation) -> None:
    """Say no to a group that has invited one by name; it does not ask again for a while.

    Refuses with InvitationNotValid.
    """
    lock(invitation)
    if invitation.invitee_id != actor.id or not invitation.is_open:
        raise InvitationNotValid
    invitation.declined_at = now()


@atomic
def report_invitation(*, token: str) -> None:
    """Close an invitation that came by mail and was not wanted; its address is not written to again.

    Nobody need have an account for it. Moderators are told of whoever sent it, once for each; told twice is told once.
    Refuses with InvitationNotValid.
    """
    invitation = queries.find_invitation_by_token(token)
    if invitation is None or invitation.way is not InvitationWay.MAIL:
        raise InvitationNotValid
    lock(invitation)
    if invitation.reported_at is not None:
        return
    invitation.reported_at = now()
    invitation.revoked_at = invitation.revoked_at or now()
    inviter = db.session.get(Member, invitation.created_by_id) if invitation.created_by_id else None
    if inviter is not None:
        report_from_outside(about=inviter, reason=ReportReason.SPAM, words=_told_to_moderators())


def _told_to_moderators() -> str:
    """What moderators read of a report that nobody wrote, in every language: who reads it is not known here."""
    told = []
    for language in LANGUAGES:
        with in_language(language):
            told.append(_("Somebody got an invitation to a group from this member by e-mail and did not want it."))
    return "\n\n".join(told)


def _come_in(actor: Member, invitation: Invitation) -> Group:
    group = db.session.get_one(Group, invitation.group_id)
    if invitation.role is GroupRole.COORDINATOR:
        lock(group)  # as whoever appoints does
    membership = queries.find_live_membership(group.id, actor.id)
    if membership is not None:
        refuse_unless_waiting(membership)
    if invitation.created_by_id == actor.id:
        raise OwnInvitation
    # Nothing of the invitation is changed when somebody is removed: else who removes learned whose an address is.
    if queries.was_sent_away_since(group.id, actor.id, invitation.created_at):
        raise InvitationNotValid
    # Before the membership is there: what reads the database would write it, and two at once are refused below alone.
    ensure_active(group)
    ensure_in_parent(group, actor)
    _use(invitation)
    if invitation.way is not InvitationWay.LINK:
        invitation.invitee_id = actor.id  # so that it can be found when they go, whatever their address is then
    if membership is None:
        membership = Membership(group_id=group.id, member_id=actor.id, state=MembershipState.REQUESTED)
        db.session.add(membership)
    elif invitation.created_by_id is not None:
        membership.decide(invitation.created_by_id)
    membership.invitation_id = invitation.id
    membership.admit(group.probation_days)
    flush_or_refuse(AlreadyMember)
    if invitation.role is GroupRole.COORDINATOR:
        inviter = db.session.get_one(Member, invitation.created_by_id)
        put_in_charge(group, membership, group.powers_delay)
        tell_of(audit.record(inviter, "groups.appoint", actor, place=group, group=group.slug), group, inviter, actor)
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
