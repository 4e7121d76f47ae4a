"""Coming into groups and going: every way, every refusal, every mail."""

import pytest

from community.db import db
from community.groups import operations, queries
from community.groups.models import GroupRole, JoinPolicy, MembershipState
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.groups.scene import ENDED, NAMES, membership_member, set_policy, templates, trail


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
