"""What the small world's main group knows of how its people came in: for the laws."""

from datetime import timedelta

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db, now
from community.groups.models import (
    Group,
    GroupRole,
    Invitation,
    InvitationWay,
    Membership,
    MembershipState,
    Successor,
)
from community.groups.operations.inviting import mark_of
from community.groups.queries import invitation_token
from tests.groups.factories import (
    CharterFactory,
    GroupProposalFactory,
    NoteFactory,
    NoteWritingFactory,
    RosterExportFactory,
)


def build(group: Group, members: dict[str, Member]) -> dict[str, str]:
    """Somebody who came in by the coordinator's link, a request that was declined, invitations by name and by mail.

    And a public charter of two versions, and two proposals of groups by the stranger.
    """
    link = db.session.scalars(sa.select(Invitation).where(Invitation.group_id == group.id)).one()
    link.uses = 1
    stays = sa.select(Membership).where(Membership.group_id == group.id)
    brought = db.session.scalars(stays.where(Membership.member_id == members["group_member"].id)).one()
    newcomer = db.session.scalars(stays.where(Membership.member_id == members["newcomer"].id)).one()
    brought.invitation_id = link.id
    declined = Membership(group_id=group.id, member_id=members["owner"].id, state=MembershipState.REQUESTED)
    declined.keep_answers([("What brings you here?", "A declined friend.")])
    declined.decide(members["coordinator"].id)
    declined.end(MembershipState.DECLINED, "Not this month.", "full")
    by_name = _invitation(group, members, InvitationWay.HANDLE, invitee_id=members["stranger"].id)
    by_name.recipient = "stranger"
    by_mail = _invitation(group, members, InvitationWay.MAIL, language="en")
    by_mail.recipient, by_mail.address_mark = "invited@example.org", mark_of("invited@example.org")
    db.session.add_all([declined, by_name, by_mail])
    db.session.commit()
    return (
        {
            "newcomer_stay": str(newcomer.id),
            "invited": str(by_name.id),
            "mailed_invitation": invitation_token(by_mail),
        }
        | _build_founding(group, members)
        | _build_desk(group, members)
    )


def _build_desk(group: Group, members: dict[str, Member]) -> dict[str, str]:
    """A note, a roster that another coordinator asked for, an approved one of the coordinator, and a successor."""
    deputy = db.session.scalars(sa.select(Member).where(Member.handle == "deputy")).one()
    note = NoteFactory(group=group, member=members["group_member"])
    NoteWritingFactory(note=note, writer=deputy)
    waiting = RosterExportFactory(group=group, asker=deputy)
    approved = RosterExportFactory(
        group=group, asker=members["coordinator"], decider_id=deputy.id, decided_at=now(), approved=True
    )
    asked = Successor(group_id=group.id, named_by_id=members["coordinator"].id, member_id=members["group_member"].id)
    db.session.add(asked)
    db.session.commit()
    return {"roster": str(waiting.id), "approved_roster": str(approved.id), "succession": str(asked.id)}


def _build_founding(group: Group, members: dict[str, Member]) -> dict[str, str]:
    group.charter_is_public = True
    CharterFactory(group=group, author=members["coordinator"])
    CharterFactory(group=group, author=members["coordinator"], number=2, text_en="# We decide\n\nBy vote.")
    waiting = GroupProposalFactory(proposer=members["stranger"])
    sent_back = GroupProposalFactory(proposer=members["stranger"], sent_back=True)
    return {"group_proposal": str(waiting.id), "group_proposal_sent_back": str(sent_back.id)}


def _invitation(group: Group, members: dict[str, Member], way: InvitationWay, **values: object) -> Invitation:
    return Invitation(
        group_id=group.id,
        created_by_id=members["coordinator"].id,
        way=way,
        role=GroupRole.MEMBER,
        max_uses=1,
        expires_at=now() + timedelta(days=30),
        **values,
    )
