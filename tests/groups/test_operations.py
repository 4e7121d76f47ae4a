"""What people do in groups: every state, every way between them, every refusal, every mail."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.audit import AuditEntry
from community.db import db, now
from community.groups import operations, queries
from community.groups.founding import FOUNDING_GROUPS
from community.groups.models import Group, GroupRole, JoinPolicy, Membership, MembershipState, Visibility
from community.moderation.operations import suspend
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory

ENDED = [MembershipState.DECLINED, MembershipState.CANCELLED, MembershipState.LEFT, MembershipState.REMOVED]
NAMES = {"en": "Film nights", "ko": "영화의 밤"}


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights", name_en=NAMES["en"], name_ko=NAMES["ko"])


@pytest.fixture
def coordinator(group):
    member = MemberFactory()
    MembershipFactory(group=group, member=member, coordinator=True)
    return member


@pytest.fixture
def membership(group):
    return MembershipFactory(group=group)


@pytest.fixture
def request_to_join(group):
    return MembershipFactory(group=group, requested=True)


def trail():
    in_order = sa.select(AuditEntry).order_by(AuditEntry.at)
    return [(entry.action, entry.subject_name) for entry in db.session.scalars(in_order)]


def set_policy(group, policy):
    group.join_policy = policy
    db.session.commit()


def templates(outbox):
    return [mail.template.rsplit("/", 1)[-1] for mail in outbox()]


# Coming in


def test_an_open_group_takes_in_at_once(outbox):
    group, member = GroupFactory(open=True), MemberFactory()
    membership = operations.join(actor=member, group=group)
    assert (membership.state, membership.role) == (MembershipState.ACTIVE, GroupRole.MEMBER)
    assert membership.joined_at is not None
    assert outbox() == []


def test_asking_waits_and_tells_the_coordinators_without_the_answers(group, outbox):
    for korean in (False, True):
        MembershipFactory(group=group, member=MemberFactory(korean=korean), coordinator=True)
    MembershipFactory(group=group)
    applicant = MemberFactory(display_name="Applicant Kim")
    membership = operations.join(actor=applicant, group=group, answers=[("Why?", "My sister.")])
    assert membership.state is MembershipState.REQUESTED
    assert membership.list_answers() == [("Why?", "My sister.")]
    mails = outbox()
    assert {mail.language for mail in mails} == {"en", "ko"}
    assert len(mails) == 2
    for mail in mails:
        assert NAMES[mail.language] in mail.subject
        assert f"/{mail.language}/groups/film-nights/requests" in mail.text
        assert f"/{mail.language}/groups/film-nights/requests" in mail.html
        for secret in ("My sister", "Applicant Kim", applicant.handle):
            assert secret not in mail.subject + mail.text + mail.html


def test_a_group_by_invitation_refuses():
    with pytest.raises(operations.InvitationNeeded):
        operations.join(actor=MemberFactory(), group=GroupFactory(by_invitation=True))


@pytest.mark.parametrize("policy", list(JoinPolicy))
@pytest.mark.parametrize(
    ("traits", "refusal"),
    [({}, operations.AlreadyMember), ({"banned": True}, operations.NotAdmitted)],
)
def test_who_is_in_or_kept_out_is_refused(group, policy, traits, refusal):
    set_policy(group, policy)
    membership = MembershipFactory(group=group, **traits)
    member = membership_member(membership)
    with pytest.raises(refusal):
        operations.join(actor=member, group=group)


def membership_member(membership):
    return db.session.get_one(type(MemberFactory.build()), membership.member_id)


def test_the_refusal_does_not_say_banned():
    sentence = str(operations.NotAdmitted()).lower()
    assert "ban" not in sentence
    assert "kept out" not in sentence


@pytest.mark.parametrize("policy", [JoinPolicy.ON_REQUEST, JoinPolicy.BY_INVITATION])
def test_asking_twice_is_refused(group, policy, request_to_join):
    set_policy(group, policy)
    with pytest.raises(operations.RequestWaiting):
        operations.join(actor=membership_member(request_to_join), group=group)


def test_a_request_is_granted_by_a_group_that_has_opened(group, request_to_join):
    set_policy(group, JoinPolicy.OPEN)
    joined = operations.join(actor=membership_member(request_to_join), group=group)
    assert (joined.id, joined.state) == (request_to_join.id, MembershipState.ACTIVE)


@pytest.mark.parametrize("ended", ENDED)
def test_one_may_come_back(ended):
    group, member = GroupFactory(open=True), MemberFactory()
    before = MembershipFactory(group=group, member=member, state=ended)
    again = operations.join(actor=member, group=group)
    assert again.id != before.id
    assert (before.state, again.state) == (ended, MembershipState.ACTIVE)


def test_a_request_can_be_taken_back(group, request_to_join):
    operations.cancel_request(actor=membership_member(request_to_join), group=group)
    assert (request_to_join.state, request_to_join.answers) == (MembershipState.CANCELLED, None)


@pytest.mark.parametrize("state", [state for state in MembershipState if state is not MembershipState.REQUESTED])
def test_only_a_waiting_request_is_taken_back_or_decided(group, coordinator, state):
    membership = MembershipFactory(group=group, state=state)
    with pytest.raises(operations.RequestAlreadyDecided):
        operations.cancel_request(actor=membership_member(membership), group=group)
    for decide in (operations.approve, operations.decline):
        with pytest.raises(operations.RequestAlreadyDecided):
            decide(actor=coordinator, membership=membership)
    assert membership.state is state


@pytest.mark.parametrize("language", ["en", "ko"])
def test_approving_lets_in_and_tells(group, coordinator, outbox, language):
    member = MemberFactory(language=language)
    membership = MembershipFactory(group=group, member=member, requested=True)
    membership.keep_answers([("Why?", "Because.")])
    db.session.commit()
    operations.approve(actor=coordinator, membership=membership)
    assert (membership.state, membership.decided_by_id) == (MembershipState.ACTIVE, coordinator.id)
    assert membership.joined_at is not None
    assert membership.answers is None
    (mail,) = outbox()
    assert (mail.template, mail.language, mail.recipient) == ("groups/mail/approved", language, member.email)
    assert NAMES[language] in mail.subject
    assert f"/{language}/groups/film-nights" in mail.text
    assert f'<html lang="{language}">' in mail.html
    assert trail() == [("groups.approve", member.handle)]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_declining_tells_the_reason(group, coordinator, outbox, language):
    member = MemberFactory(language=language)
    membership = MembershipFactory(group=group, member=member, requested=True)
    operations.decline(actor=coordinator, membership=membership, reason="We are <full>.")
    assert (membership.state, membership.reason) == (MembershipState.DECLINED, "We are <full>.")
    assert membership.ended_at is not None
    (mail,) = outbox()
    assert (mail.template, mail.language) == ("groups/mail/declined", language)
    assert "We are <full>." in mail.text
    assert "We are &lt;full&gt;." in mail.html
    assert trail() == [("groups.decline", member.handle)]


def test_declining_without_a_reason_gives_none(group, coordinator, request_to_join, outbox):
    operations.decline(actor=coordinator, membership=request_to_join)
    (mail,) = outbox()
    assert "reason" not in mail.text


# Staying and going


def test_leaving(group, coordinator, membership, outbox):
    operations.leave(actor=membership_member(membership), group=group)
    assert membership.state is MembershipState.LEFT
    assert membership.ended_at is not None
    assert outbox() == []


@pytest.mark.parametrize("state", [state for state in MembershipState if state is not MembershipState.ACTIVE])
def test_one_leaves_only_what_one_is_in(group, state):
    membership = MembershipFactory(group=group, state=state)
    with pytest.raises(operations.NotInGroup):
        operations.leave(actor=membership_member(membership), group=group)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_removing_tells_the_reason(group, coordinator, outbox, language):
    member = MemberFactory(language=language)
    membership = MembershipFactory(group=group, member=member)
    operations.remove(actor=coordinator, membership=membership, reason="Spam.")
    assert (membership.state, membership.reason) == (MembershipState.REMOVED, "Spam.")
    assert membership.decided_by_id == coordinator.id
    (mail,) = outbox()
    assert (mail.template, mail.language, mail.recipient) == ("groups/mail/removed", language, member.email)
    assert "Spam." in mail.text
    assert NAMES[language] in mail.subject
    assert trail() == [("groups.remove", member.handle)]


@pytest.mark.parametrize("state", [state for state in MembershipState if state is not MembershipState.ACTIVE])
def test_only_somebody_in_the_group_is_removed(group, coordinator, state):
    membership = MembershipFactory(group=group, state=state)
    with pytest.raises(operations.NotInGroup):
        operations.remove(actor=coordinator, membership=membership)


@pytest.mark.parametrize(("traits", "mail"), [({}, "removed"), ({"requested": True}, "declined")])
def test_a_ban_ends_membership_and_request(group, coordinator, outbox, traits, mail):
    membership = MembershipFactory(group=group, **traits)
    operations.ban(actor=coordinator, membership=membership, reason="Infiltrator.")
    assert membership.state is MembershipState.BANNED
    assert templates(outbox) == [mail]
    with pytest.raises(operations.NotAdmitted):
        operations.join(actor=membership_member(membership), group=group)


@pytest.mark.parametrize("state", [*ENDED, MembershipState.BANNED])
def test_a_ban_needs_somebody_to_keep_out(group, coordinator, state):
    membership = MembershipFactory(group=group, state=state)
    with pytest.raises(operations.NotInGroup):
        operations.ban(actor=coordinator, membership=membership)


def test_a_lifted_ban_lets_one_come_as_everybody_does(group, coordinator):
    membership = MembershipFactory(group=group, banned=True)
    operations.unban(actor=coordinator, membership=membership)
    assert membership.state is MembershipState.REMOVED
    again = operations.join(actor=membership_member(membership), group=group)
    assert again.state is MembershipState.REQUESTED
    assert trail() == [("groups.unban", membership_member(membership).handle)]


@pytest.mark.parametrize("state", [state for state in MembershipState if state is not MembershipState.BANNED])
def test_only_a_ban_is_lifted(group, coordinator, state):
    with pytest.raises(operations.NotKeptOut):
        operations.unban(actor=coordinator, membership=MembershipFactory(group=group, state=state))


@pytest.mark.parametrize("act", [operations.remove, operations.ban])
def test_nobody_removes_themselves(group, coordinator, act):
    MembershipFactory(group=group, coordinator=True)
    own = queries.find_latest_membership(group, coordinator)
    with pytest.raises(operations.NotOneself):
        act(actor=coordinator, membership=own)
    assert own.state is MembershipState.ACTIVE


# Coordinators


@pytest.mark.parametrize("language", ["en", "ko"])
def test_appointing_tells(group, coordinator, outbox, language):
    member = MemberFactory(language=language)
    membership = MembershipFactory(group=group, member=member)
    operations.appoint(actor=coordinator, membership=membership)
    assert membership.is_coordinator
    (mail,) = outbox()
    assert (mail.template, mail.language) == ("groups/mail/appointed", language)
    assert trail() == [("groups.appoint", member.handle)]
    with pytest.raises(operations.AlreadyCoordinator):
        operations.appoint(actor=coordinator, membership=membership)


@pytest.mark.parametrize("state", [state for state in MembershipState if state is not MembershipState.ACTIVE])
def test_only_somebody_in_the_group_is_appointed(group, coordinator, state):
    with pytest.raises(operations.NotInGroup):
        operations.appoint(actor=coordinator, membership=MembershipFactory(group=group, state=state))


def test_nobody_is_appointed_who_cannot_act(group, coordinator):
    membership = MembershipFactory(group=group, member=MemberFactory(suspended=True))
    with pytest.raises(operations.NotInGroup):
        operations.appoint(actor=coordinator, membership=membership)


def test_dismissing_takes_the_role_and_the_links(group, coordinator):
    other = MembershipFactory(group=group, coordinator=True)
    member = membership_member(other)
    link = InvitationFactory(group=group, created_by=member)
    kept = InvitationFactory(group=group, created_by=coordinator)
    operations.dismiss(actor=coordinator, membership=other)
    assert (other.state, other.role) == (MembershipState.ACTIVE, GroupRole.MEMBER)
    assert not link.is_open
    assert kept.is_open
    with pytest.raises(operations.NoCoordinator):
        operations.dismiss(actor=coordinator, membership=other)


# Invitations


@pytest.fixture
def link(group, coordinator):
    invitation = InvitationFactory(group=group, created_by=coordinator, max_uses=2)
    return invitation, queries.invitation_token(invitation)


@pytest.mark.parametrize("policy", list(JoinPolicy))
def test_a_link_lets_in_whatever_the_policy(group, link, policy):
    set_policy(group, policy)
    invitation, token = link
    member = MemberFactory()
    assert operations.accept_invitation(actor=member, token=token) == group
    membership = queries.find_latest_membership(group, member)
    assert (membership.state, membership.invitation_id) == (MembershipState.ACTIVE, invitation.id)
    assert invitation.uses == 1


def test_a_link_grants_a_waiting_request(group, link, request_to_join):
    operations.accept_invitation(actor=membership_member(request_to_join), token=link[1])
    assert request_to_join.state is MembershipState.ACTIVE


@pytest.mark.parametrize(
    ("traits", "refusal"), [({}, operations.AlreadyMember), ({"banned": True}, operations.NotAdmitted)]
)
def test_a_link_is_not_used_up_by_who_is_in_or_kept_out(group, link, traits, refusal):
    membership = MembershipFactory(group=group, **traits)
    with pytest.raises(refusal):
        operations.accept_invitation(actor=membership_member(membership), token=link[1])
    assert link[0].uses == 0


def test_a_link_ends(group, coordinator, link):
    invitation, token = link
    endings = ({"uses": 2}, {"revoked_at": now()}, {"expires_at": now() - timedelta(seconds=1)})
    for ending in endings:
        before = {name: getattr(invitation, name) for name in ending}
        for name, value in ending.items():
            setattr(invitation, name, value)
        db.session.commit()
        with pytest.raises(operations.InvitationNotValid):
            operations.accept_invitation(actor=MemberFactory(), token=token)
        for name, value in before.items():
            setattr(invitation, name, value)
        db.session.commit()
    with pytest.raises(operations.InvitationNotValid):
        operations.accept_invitation(actor=MemberFactory(), token=token[:-2])
    operations.accept_invitation(actor=MemberFactory(), token=token)


@pytest.mark.parametrize("act", [operations.remove, operations.ban])
def test_the_links_of_somebody_who_is_gone_end(group, coordinator, link, act):
    other = MembershipFactory(group=group, coordinator=True)
    act(actor=membership_member(other), membership=queries.find_latest_membership(group, coordinator))
    with pytest.raises(operations.InvitationNotValid):
        operations.accept_invitation(actor=MemberFactory(), token=link[1])


def test_the_links_of_somebody_suspended_do_not_work(group, coordinator, link):
    MembershipFactory(group=group, coordinator=True)
    suspend(actor=MemberFactory(moderator=True), member=coordinator, reason="Spam.")
    with pytest.raises(operations.InvitationNotValid):
        operations.accept_invitation(actor=MemberFactory(), token=link[1])


def test_making_and_revoking_a_link(group, coordinator):
    invitation = operations.create_invitation(actor=coordinator, group=group, days=30, max_uses=100, note="Choir")
    assert invitation.is_open
    assert timedelta(days=29) < invitation.expires_at - now() <= timedelta(days=30)
    operations.revoke_invitation(actor=coordinator, invitation=invitation)
    operations.revoke_invitation(actor=coordinator, invitation=invitation)
    assert not invitation.is_open
    assert [action for action, _ in trail()] == ["groups.create_invitation", "groups.revoke_invitation"]


@pytest.mark.parametrize(("days", "max_uses"), [(0, 1), (31, 1), (1, 0), (1, 101)])
def test_links_have_bounds(group, coordinator, days, max_uses):
    with pytest.raises(ValueError, match="1 to 30 days"):
        operations.create_invitation(actor=coordinator, group=group, days=days, max_uses=max_uses)


# The group itself


def create(**values):
    wanted = {
        "actor": None,
        "slug": "film-nights",
        "names": NAMES,
        "purposes": {"en": "To watch.", "ko": "함께 봅니다."},
    }
    return operations.create_group(**wanted | values)


def test_founding_a_group_with_its_coordinator(outbox):
    administrator, coordinator = MemberFactory(administrator=True), MemberFactory(korean=True)
    group = create(
        actor=administrator,
        commitments=[2, 7],
        join_policy=JoinPolicy.BY_INVITATION,
        visibility=Visibility.HIDDEN,
        questions={"en": ["Why?"], "ko": []},
        coordinator=coordinator,
    )
    assert (group.name("ko"), group.commitments, group.questions("ko")) == ("영화의 밤", [2, 7], ["Why?"])
    assert queries.find_latest_membership(group, coordinator).is_coordinator
    (mail,) = outbox()
    assert (mail.template, mail.language) == ("groups/mail/appointed", "ko")
    assert trail() == [("groups.create", "film-nights")]


def test_an_address_is_taken_once():
    create()
    with pytest.raises(operations.SlugTaken):
        create()


@pytest.mark.parametrize(
    "slug", ["", "mine", "invitations", "new", "Film", "film--nights", "-film", "영화", "a/b", "a" * 61]
)
def test_an_address_has_a_form(slug):
    with pytest.raises(operations.SlugNotUsable):
        create(slug=slug)


def test_a_group_needs_a_name():
    with pytest.raises(operations.NameMissing):
        create(names={"en": "", "ko": ""})
    assert create(names={"ko": "영화의 밤"}).name("en") == "영화의 밤"


def test_editing(group, coordinator):
    operations.edit_group(
        actor=coordinator,
        group=group,
        names={"en": "Film days", "ko": ""},
        purposes={"en": "", "ko": "함께 봅니다."},
        commitments=[3],
        join_policy=JoinPolicy.OPEN,
        visibility=Visibility.MEMBERS,
        questions={"en": [], "ko": ["왜요?"]},
    )
    assert (group.slug, group.name("ko"), group.purpose("en")) == ("film-nights", "Film days", "함께 봅니다.")
    assert (group.commitments, group.join_policy, group.visibility) == ([3], JoinPolicy.OPEN, Visibility.MEMBERS)
    assert group.questions("en") == ["왜요?"]
    assert trail() == [("groups.edit", "film-nights")]


def test_founding_groups_are_founded_once():
    assert operations.found_groups() == 7
    assert operations.found_groups() == 0
    groups = db.session.scalars(sa.select(Group)).all()
    assert sorted(number for group in groups for number in group.commitments) == [1, 2, 3, 4, 5, 6, 7]
    for group in groups:
        assert (group.join_policy, group.visibility) == (JoinPolicy.OPEN, Visibility.PUBLIC)
        assert all((group.name_en, group.name_ko, group.purpose_en, group.purpose_ko))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Membership)) == 0


def test_a_founding_group_that_went_is_founded_again():
    create(slug=FOUNDING_GROUPS[0].slug)
    assert operations.found_groups() == 6
