"""Factories of working groups."""

import json
from datetime import timedelta

import factory

from community.accounts.models import Member
from community.db import now
from community.groups.models import (
    CharterVersion,
    Group,
    GroupProposal,
    GroupRole,
    Invitation,
    JoinPolicy,
    MemberNote,
    Membership,
    MembershipState,
    NoteWriting,
    ProposalState,
    RosterExport,
    Visibility,
)
from tests.factories import MemberFactory, ModelFactory


class GroupFactory(ModelFactory):
    """A public group that decides on requests."""

    class Meta:
        model = Group

    class Params:
        open = factory.Trait(join_policy=JoinPolicy.OPEN)
        by_invitation = factory.Trait(join_policy=JoinPolicy.BY_INVITATION)
        for_members = factory.Trait(visibility=Visibility.MEMBERS)
        hidden = factory.Trait(visibility=Visibility.HIDDEN)

    slug = factory.Sequence(lambda number: f"group-{number}")
    name_en = factory.Sequence(lambda number: f"Group {number}")
    name_ko = factory.Sequence(lambda number: f"모임 {number}")
    purpose_en = "We translate testimonies."
    purpose_ko = "증언을 번역합니다."
    questions_en = factory.LazyFunction(list)
    questions_ko = factory.LazyFunction(list)
    join_policy = JoinPolicy.ON_REQUEST
    visibility = Visibility.PUBLIC


class CharterFactory(ModelFactory):
    """The first version of a charter, in English."""

    class Meta:
        model = CharterVersion
        exclude = ("group", "author")

    group = factory.SubFactory(GroupFactory)
    author = factory.SubFactory(MemberFactory)
    group_id = factory.SelfAttribute("group.id")
    author_id = factory.SelfAttribute("author.id")
    number = 1
    text_en = "# How we decide\n\nBy consent."
    text_ko = ""
    summary = ""


class GroupProposalFactory(ModelFactory):
    """A group that somebody proposes, which waits for a moderator."""

    class Meta:
        model = GroupProposal
        exclude = ("proposer",)

    class Params:
        sent_back = factory.Trait(state=ProposalState.SENT_BACK, reason="Say what newcomers do.")

    proposer = factory.SubFactory(MemberFactory)
    proposer_id = factory.SelfAttribute("proposer.id")
    words = factory.LazyFunction(
        lambda: json.dumps({"names": {"en": "Choir", "ko": ""}, "purposes": {"en": "To sing.", "ko": ""}, "people": {}})
    )
    commitments = factory.LazyFunction(lambda: [2])
    join_policy = JoinPolicy.ON_REQUEST
    visibility = Visibility.MEMBERS


class MembershipFactory(ModelFactory):
    """Somebody in a group; `group` and `member` may be given."""

    class Meta:
        model = Membership
        exclude = ("group", "member")

    class Params:
        coordinator = factory.Trait(role=GroupRole.COORDINATOR)
        requested = factory.Trait(state=MembershipState.REQUESTED, joined_at=None)
        banned = factory.Trait(state=MembershipState.BANNED, ended_at=factory.LazyFunction(now))

    group = factory.SubFactory(GroupFactory)
    member = factory.SubFactory(MemberFactory)
    group_id = factory.SelfAttribute("group.id")
    member_id = factory.SelfAttribute("member.id")
    state = MembershipState.ACTIVE
    role = GroupRole.MEMBER
    joined_at = factory.LazyFunction(now)


class InvitationFactory(ModelFactory):
    """A link that admits one person within a week."""

    class Meta:
        model = Invitation
        exclude = ("group", "created_by")

    group = factory.SubFactory(GroupFactory)
    created_by = factory.SubFactory(MemberFactory)
    group_id = factory.SelfAttribute("group.id")
    created_by_id = factory.SelfAttribute("created_by.id")
    max_uses = 1
    expires_at = factory.LazyFunction(lambda: now() + timedelta(days=7))


class NoteFactory(ModelFactory):
    """What coordinators note about somebody in a group."""

    class Meta:
        model = MemberNote
        exclude = ("group", "member")

    group = factory.SubFactory(GroupFactory)
    member = factory.SubFactory(MemberFactory)
    group_id = factory.SelfAttribute("group.id")
    member_id = factory.SelfAttribute("member.id")
    text = "Speaks well in front of people."


class NoteWritingFactory(ModelFactory):
    """That somebody wrote a note."""

    class Meta:
        model = NoteWriting
        exclude = ("note", "writer")

    note = factory.SubFactory(NoteFactory)
    writer = factory.SubFactory(MemberFactory)
    note_id = factory.SelfAttribute("note.id")
    writer_id = factory.SelfAttribute("writer.id")


class RosterExportFactory(ModelFactory):
    """A roster that a coordinator asked for as a file and nobody has decided about."""

    class Meta:
        model = RosterExport
        exclude = ("group", "asker")

    group = factory.SubFactory(GroupFactory)
    asker = factory.SubFactory(MemberFactory)
    number = factory.Sequence(lambda number: number + 1000)
    group_id = factory.SelfAttribute("group.id")
    asker_id = factory.SelfAttribute("asker.id")
    columns = factory.LazyFunction(lambda: ["name", "joined"])
    reason = "To write name tags for the meeting."


def member_of(group: Group, **traits: object) -> Member:
    """Somebody new in a group, as the traits of a membership say."""
    member: Member = MemberFactory()
    MembershipFactory(group=group, member=member, **traits)
    return member
