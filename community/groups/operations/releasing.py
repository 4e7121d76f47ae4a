"""What groups let go of when a member deletes the account."""

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import UtcDateTime, db, now
from community.groups.models import CharterVersion, GroupProposal, Invitation, Membership, RosterExport, Successor
from community.groups.operations.inviting import mark_of, mark_of_handle


def release_member(member: Member) -> None:
    """Delete a member's memberships, requests with their answers, and the invitations by which nobody came in.

    The other invitations stay without the member, so that it can still be seen who of the rest came in through whom.
    Part of the operation that deletes the member.
    """
    for statement in (
        sa.delete(Successor).where(sa.or_(Successor.named_by_id == member.id, Successor.member_id == member.id)),
        sa.update(RosterExport).where(RosterExport.asker_id == member.id).values(asker_id=None, reason_sealed=None),
        sa.delete(Membership).where(Membership.member_id == member.id),
        sa.update(Membership).where(Membership.decided_by_id == member.id).values(decided_by_id=None),
        *_release_invitations(member),
        sa.update(CharterVersion).where(CharterVersion.author_id == member.id).values(author_id=None),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
    _leave_proposals(member)


def _release_invitations(member: Member) -> list[sa.Delete | sa.Update]:
    closed = {"revoked_at": sa.func.coalesce(Invitation.revoked_at, sa.literal(now(), UtcDateTime()))}
    nobody = {"recipient_sealed": None, "note_sealed": None}
    # Of an address that reported one stays that it is not to be written to, whoever sent it and whoever had it.
    mark = sa.case((Invitation.reported_at.is_not(None), Invitation.address_mark), else_=None)
    made = Invitation.created_by_id == member.id
    sent_to = Invitation.address_mark.in_([mark_of(member.email), mark_of_handle(member.handle)])
    got = sa.or_(Invitation.invitee_id == member.id, sent_to)
    used = sa.exists().where(Membership.invitation_id == Invitation.id)
    return [
        sa.delete(Invitation).where(sa.or_(made, got), ~used, Invitation.reported_at.is_(None)),
        sa.update(Invitation).where(made).values(created_by_id=None, address_mark=mark, **closed, **nobody),
        sa.update(Invitation).where(got).values(invitee_id=None, address_mark=mark, **nobody),
    ]


def _leave_proposals(member: Member) -> None:
    # Whom somebody named stands in sealed words, so that all are read; there are never many (see `forget_proposals`).
    others = sa.select(GroupProposal).where(GroupProposal.proposer_id != member.id)
    for proposal in db.session.scalars(others.order_by(GroupProposal.id).with_for_update()):
        people = proposal.first_members
        if people.pop(member.id, None) is not None:
            proposal.keep_words(names=proposal.names, purposes=proposal.purposes, first_members=people)
