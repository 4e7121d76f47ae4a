"""A member of whom the site keeps everything that it can keep, each thing marked so that it can be looked for."""

from dataclasses import dataclass, field

from community import audit
from community.accounts.models import EventKind, Member, Passkey, RecoveryCode, Role
from community.accounts.operations import (
    begin_totp,
    open_session,
)
from community.accounts.operations.events import note
from community.db import atomic, db
from community.endorsements.models import Shown
from community.endorsements.operations import endorse_as_member
from community.groups.models import GroupRole, MembershipState
from community.members.models import FIELDS, Audience, Belonging, Picture, Profile
from community.vouching.models import Vouch
from tests.factories import MemberFactory
from tests.groups.factories import AnnouncementFactory, GroupFactory, InvitationFactory, MembershipFactory


@dataclass
class FullMember:
    """The member, what they have the right to see again, and what others told that nobody sees but the site."""

    member: Member
    told: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)


def full_member(name: str, role: Role = Role.MODERATOR) -> FullMember:
    """Make the member; `name` marks everything that is theirs."""
    mark = f"canary-{name}"
    member = MemberFactory(
        address=f"{mark}-address@example.org", handle=f"{mark}-handle", display_name=f"{mark}-name", role=role
    )
    full = FullMember(member, {f"{mark}-address@example.org", f"{mark}-handle", f"{mark}-name"})
    _fill_profile(full, mark)
    _endorse(full, mark)
    _join_groups(full, mark)
    _vouch(full, mark)
    _log_in(full, mark)
    _leave_traces(full, mark)
    return full


@atomic
def _fill_profile(full: FullMember, mark: str) -> None:
    texts = ("pronouns", "bio_text", "second_bio_text", "profession_words", "skills", "city")
    values = {name: f"{mark}-{name}" for name in texts}
    links = [f"https://example.org/{mark}-link"]
    profile = Profile(
        member_id=full.member.id,
        bio_language="en",
        second_bio_language="ko",
        profession_group="2",
        spoken=[("ko", "first")],
        affiliations=[f"{mark}-affiliation"],
        links=links,
        country="KR",
        **values,
    )
    profile.belonging = Belonging.DEFECTOR_COMMUNITY
    profile.open_to(dict.fromkeys(FIELDS, Audience.EVERYONE))
    picture = Picture(member_id=full.member.id)
    picture.keep(f"{mark}-small-face".encode(), f"{mark}-face".encode())
    profile.picture = "a-mark-in-its-address"
    db.session.add_all([profile, picture])
    full.told |= {*values.values(), *links, f"{mark}-affiliation", "defector_community"}


def _endorse(full: FullMember, mark: str) -> None:
    endorse_as_member(
        actor=full.member,
        shown=Shown.NAMED,
        name=f"{mark}-pen-name",
        country="KR",
        affiliation=f"{mark}-choir",
        language="en",
        commitments={1: f"{mark}-pledge", 2: None},
    )
    full.told |= {f"{mark}-pen-name", f"{mark}-choir", f"{mark}-pledge"}


def _join_groups(full: FullMember, mark: str) -> None:
    member, other = full.member, MemberFactory(handle=f"{mark}-other", display_name=f"{mark}-other-name")
    group = GroupFactory(slug=f"group-of-{mark}", name_en=f"Group of {mark}")
    MembershipFactory(group=group, member=member, role=GroupRole.COORDINATOR)
    MembershipFactory(group=group, member=other, role=GroupRole.COORDINATOR, decided_by_id=member.id)
    applicant = MembershipFactory(group=group, requested=True)
    applicant.keep_answers([("Why?", f"answer-of-somebody-else-{mark}")])
    waiting = MembershipFactory(member=member, requested=True)
    waiting.keep_answers([("Why?", f"{mark}-answer")])
    MembershipFactory(member=member, state=MembershipState.DECLINED, reason=f"{mark}-reason")
    invitation = InvitationFactory(group=group, created_by=member, note=f"{mark}-note")
    MembershipFactory(group=group, invitation_id=invitation.id)
    AnnouncementFactory(group=group, author=member, title=f"{mark}-title", body="What was announced stays.")
    AnnouncementFactory(group=group, author=other, title=f"title-of-somebody-else-{mark}")
    db.session.commit()
    full.told |= {f"{mark}-answer", f"{mark}-reason", f"{mark}-note", f"{mark}-title", f"group-of-{mark}"}
    full.others |= {f"{mark}-other", f"{mark}-other-name", f"answer-of-somebody-else-{mark}"}
    full.others |= {f"title-of-somebody-else-{mark}", member.password_hash}


def _vouch(full: FullMember, mark: str) -> None:
    member = full.member
    given = Vouch(voucher_id=member.id, member_id=MemberFactory().id)
    given.note = f"{mark}-vouch"
    received = Vouch(voucher_id=MemberFactory().id, member_id=member.id)
    received.note = f"vouch-of-somebody-else-{mark}"
    declined = Vouch(voucher_id=MemberFactory().id, member_id=member.id)
    declined.decline()
    db.session.add_all([given, received, declined])
    db.session.commit()
    full.told.add(f"{mark}-vouch")
    full.others.add(f"vouch-of-somebody-else-{mark}")


def _log_in(full: FullMember, mark: str) -> None:
    member = full.member
    open_session(member=member, device=f"{mark}-device")
    begin_totp(member=member)
    db.session.add(RecoveryCode(member_id=member.id, digest=b"digest"))
    db.session.add(
        Passkey(
            member_id=member.id,
            credential_id=mark.encode(),
            public_key=b"",
            sign_count=0,
            name=f"{mark}-passkey",
            transports=[],
            backed_up=False,
        )
    )
    db.session.commit()
    full.told |= {f"{mark}-device", f"{mark}-passkey"}


@atomic
def _leave_traces(full: FullMember, mark: str) -> None:
    member, judge = full.member, MemberFactory.build(handle=f"{mark}-judge")
    target = MemberFactory.build(handle=f"{mark}-target")
    note(member, EventKind.NEW_DEVICE, f"{mark}-place")
    audit.record(judge, "moderation.suspend", member, reason=f"{mark}-sentence")
    audit.record(member, "moderation.suspend", target, reason="They sent spam.")
    audit.record(member, "groups.announce", GroupFactory.build(slug="a-group"), title="First meeting")
    full.told |= {f"{mark}-place", f"{mark}-sentence"}
    full.others |= {f"{mark}-judge", f"{mark}-target", "They sent spam."}
