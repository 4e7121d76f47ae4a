"""What groups let go of when a member deletes the account."""

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db
from community.groups.models import CharterVersion, Invitation, Membership, RosterExport, Successor


def release_member(member: Member) -> None:
    """Delete a member's memberships, requests with their answers, and invitations.

    Part of the operation that deletes the member.
    """
    theirs = sa.select(Invitation.id).where(Invitation.created_by_id == member.id)
    for statement in (
        sa.delete(Successor).where(sa.or_(Successor.named_by_id == member.id, Successor.member_id == member.id)),
        sa.update(RosterExport).where(RosterExport.asker_id == member.id).values(asker_id=None, reason_sealed=None),
        sa.delete(Membership).where(Membership.member_id == member.id),
        sa.update(Membership).where(Membership.decided_by_id == member.id).values(decided_by_id=None),
        sa.update(Membership).where(Membership.invitation_id.in_(theirs)).values(invitation_id=None),
        sa.delete(Invitation).where(Invitation.created_by_id == member.id),
        sa.update(CharterVersion).where(CharterVersion.author_id == member.id).values(author_id=None),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
