"""What groups keep of the member of `full_member`."""

from dataclasses import dataclass, field

from community.accounts.models import Member
from community.db import db, now
from community.groups.models import Group, GroupRole, InvitationWay, MembershipState, Successor
from community.groups.operations.inviting import mark_of, mark_of_handle
from tests.announcements.factories import AnnouncementFactory
from tests.factories import MemberFactory
from tests.groups.factories import (
    CharterFactory,
    GroupFactory,
    GroupProposalFactory,
    InvitationFactory,
    MembershipFactory,
    NoteFactory,
    NoteWritingFactory,
    RosterExportFactory,
)


@dataclass
class FullMember:
    """The member, what they have the right to see again, and what others told that nobody sees but the site."""

    member: Member
    told: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)


def join_groups(full: FullMember, mark: str) -> None:
    """A group that the member runs with another, what they did there, and what they asked of others."""
    member, other = full.member, MemberFactory(handle=f"{mark}-other", display_name=f"{mark}-other-name")
    group = GroupFactory(slug=f"group-of-{mark}", name_en=f"Group of {mark}")
    MembershipFactory(group=group, member=member, role=GroupRole.COORDINATOR)
    MembershipFactory(group=group, member=other, role=GroupRole.COORDINATOR, decided_by_id=member.id)
    db.session.add(Successor(group_id=group.id, named_by_id=member.id, member_id=other.id))
    db.session.add(Successor(group_id=group.id, named_by_id=other.id, member_id=member.id))
    applicant = MembershipFactory(group=group, requested=True)
    applicant.keep_answers([("Why?", f"answer-of-somebody-else-{mark}")])
    waiting = MembershipFactory(member=member, requested=True)
    waiting.keep_answers([("Why?", f"{mark}-answer")])
    MembershipFactory(member=member, state=MembershipState.DECLINED, reason=f"{mark}-reason")
    _invite(full, mark, group, other)
    NoteWritingFactory(note=NoteFactory(group=group, member=member, text=f"{mark}-note-about"), writer=other)
    NoteWritingFactory(note=NoteFactory(group=group, text=f"note-of-somebody-else-{mark}"), writer=member)
    RosterExportFactory(group=group, asker=member, reason=f"{mark}-roster")
    RosterExportFactory(group=group, reason=f"roster-of-somebody-else-{mark}", decider_id=member.id, decided_at=now())
    AnnouncementFactory(group=group, author=member, title=f"{mark}-title", body="What was announced stays.")
    AnnouncementFactory(group=group, author=other, title=f"title-of-somebody-else-{mark}")
    CharterFactory(group=group, author=member, summary=f"{mark}-summary", text_en="What was agreed stays.")
    GroupProposalFactory(proposer=member, sent_back=True, reason=f"{mark}-moderators-answer")
    named = GroupProposalFactory(sent_back=True, decided_by_id=member.id)
    named.keep_words(names={"en": "Choir", "ko": ""}, purposes={"en": "", "ko": ""}, first_members={member.id: mark})
    db.session.commit()
    mine = ("answer", "reason", "note", "title", "note-about", "roster", "summary", "moderators-answer")
    full.told |= {f"{mark}-{name}" for name in mine} | {f"group-of-{mark}"}
    theirs = ("answer", "note", "title", "roster")
    full.others |= {f"{name}-of-somebody-else-{mark}" for name in theirs}
    full.others |= {f"{mark}-other", f"{mark}-other-name", member.password_hash}


def _invite(full: FullMember, mark: str, group: Group, other: Member) -> None:
    """Invitations of every way, made and received; by some somebody came in, who made further ones."""
    member, by_name, by_mail = full.member, InvitationWay.HANDLE, InvitationWay.MAIL
    mine = {"group": group, "created_by": member}
    used = InvitationFactory(**mine, note=f"{mark}-note", uses=1)
    brought = MembershipFactory(group=group, invitation_id=used.id, coordinator=True)
    InvitationFactory(group=group, created_by_id=brought.member_id, parent_id=used.id, note=f"note-of-{mark}-brought")
    friend, name = f"{mark}-friend@example.org", f"{mark}-asked-in"
    for uses in (0, 1):
        for way, recipient, found_by in (
            (by_mail, friend, mark_of(friend)),
            (by_name, name, mark_of_handle(name)),
        ):
            InvitationFactory(**mine, way=way, recipient=recipient, address_mark=found_by, uses=uses)
        found_by = mark_of_handle(member.handle)
        InvitationFactory(created_by=other, way=by_name, recipient=member.handle, address_mark=found_by, uses=uses)
        InvitationFactory(created_by=other, way=by_name, invitee_id=member.id, role=GroupRole.COORDINATOR, uses=uses)
    invited_by_mail(member, uses=1, invitee_id=member.id)
    full.told |= {friend, name}
    full.others |= {f"note-of-{mark}-brought"}


def invited_by_mail(member: Member, **values: object) -> None:
    """Have somebody invite the address that the member has now."""
    found_by = mark_of(member.email)
    InvitationFactory(way=InvitationWay.MAIL, recipient=member.email, address_mark=found_by, **values)
