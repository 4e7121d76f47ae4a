"""Who stays the last coordinator, and invitations by link."""

from datetime import timedelta

import pytest

from community.db import db, now
from community.groups import operations, queries
from community.groups.models import GroupRole, JoinPolicy, MembershipState
from community.moderation.operations import suspend
from tests.factories import MemberFactory
from tests.groups.factories import InvitationFactory, MembershipFactory
from tests.groups.scene import membership_member, set_policy, trail


@pytest.mark.parametrize("language", ["en", "ko"])
def test_appointing_tells(group, coordinator, outbox, language):
    member = MemberFactory(language=language)
    membership = MembershipFactory(group=group, member=member)
    operations.appoint(actor=coordinator, membership=membership)
    assert membership.is_coordinator
    mail = next(mail for mail in outbox() if mail.template == "groups/mail/appointed")
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
