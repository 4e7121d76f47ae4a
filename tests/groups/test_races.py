"""What happens at the same moment happens one after the other: real threads, real connections, several rounds."""

import pytest
import sqlalchemy as sa

from community.audit import AuditEntry
from community.db import db
from community.groups import operations, queries
from community.groups.models import GroupRole, Invitation, Membership, MembershipState
from community.moderation.operations import suspend
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory
from tests.groups.racing import act, coordinators_who_can_act, in_state, refusals, two_coordinators

ROUNDS = range(5)


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_coordinators_approve_the_same_request(race, outbox, _round):
    group = GroupFactory()
    (one, _), (other, _) = two_coordinators(group)
    waiting = MembershipFactory(group=group, requested=True)
    results = race(*(act(operations.approve, member, membership=waiting) for member in (one, other)))
    assert refusals(results) == [operations.RequestAlreadyDecided]
    assert [row.id for row in in_state(group.id, MembershipState.ACTIVE) if not row.is_coordinator] == [waiting.id]
    assert [mail.template for mail in outbox()] == ["groups/mail/approved"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_one_approves_and_another_declines(race, outbox, _round):
    group = GroupFactory()
    (one, _), (other, _) = two_coordinators(group)
    waiting = MembershipFactory(group=group, requested=True)
    results = race(act(operations.approve, one, membership=waiting), act(operations.decline, other, membership=waiting))
    assert refusals(results) == [operations.RequestAlreadyDecided]
    db.session.refresh(waiting)
    expected = {MembershipState.ACTIVE: "approved", MembershipState.DECLINED: "declined"}[waiting.state]
    assert [mail.template for mail in outbox()] == [f"groups/mail/{expected}"]


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_request_is_approved_and_taken_back(race, outbox, _round):
    group = GroupFactory()
    (coordinator, _), _ = two_coordinators(group)
    applicant = MemberFactory()
    waiting = MembershipFactory(group=group, member=applicant, requested=True)
    results = race(
        act(operations.approve, coordinator, membership=waiting), act(operations.cancel_request, applicant, group=group)
    )
    assert refusals(results) == [operations.RequestAlreadyDecided]
    db.session.refresh(waiting)
    approved = waiting.state is MembershipState.ACTIVE
    assert approved or waiting.state is MembershipState.CANCELLED
    assert len(outbox()) == approved


def leaving(group, mine, theirs):
    return act(operations.leave, mine[0], group=group)


def stepping_down(group, mine, theirs):
    return act(operations.dismiss, mine[0], membership=mine[1])


def dismissing(group, mine, theirs):
    return act(operations.dismiss, mine[0], membership=theirs[1])


def removing(group, mine, theirs):
    return act(operations.remove, mine[0], membership=theirs[1])


def banning(group, mine, theirs):
    return act(operations.ban, mine[0], membership=theirs[1])


@pytest.mark.parametrize("_round", ROUNDS)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (dismissing, dismissing),
        (leaving, leaving),
        (stepping_down, stepping_down),
        (removing, removing),
        (banning, removing),
        (stepping_down, leaving),
    ],
)
def test_two_coordinators_who_end_each_other_leave_one(race, first, second, _round):
    group = GroupFactory()
    one, other = two_coordinators(group)
    results = race(first(group, one, other), second(group, other, one))
    assert refusals(results) == [operations.LastCoordinator]
    assert coordinators_who_can_act(group.id) == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_one_coordinator_is_suspended_while_the_other_leaves(race, _round):
    group = GroupFactory()
    one, other = two_coordinators(group)
    MembershipFactory(group=group)  # who would be left alone
    moderator = MemberFactory(moderator=True)
    results = race(
        act(suspend, moderator, member=one[0], reason="Spam."),
        act(operations.leave, other[0], group=group),
    )
    assert refusals(results) == [operations.LastCoordinator]
    assert coordinators_who_can_act(group.id) == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_coordinator_removes_somebody_while_being_suspended(race, _round):
    group = GroupFactory()
    one, _other = two_coordinators(group)
    somebody = MembershipFactory(group=group)
    results = race(
        act(suspend, MemberFactory(moderator=True), member=one[0], reason="Spam."),
        act(operations.remove, one[0], membership=somebody),
    )
    assert refusals(results) == []
    assert coordinators_who_can_act(group.id) == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_last_use_of_a_link_is_taken_once(race, _round):
    group = GroupFactory(by_invitation=True)
    invitation = InvitationFactory(group=group, max_uses=2, uses=1)
    token = queries.invitation_token(invitation)
    people = MemberFactory.create_batch(3)
    results = race(*(act(operations.accept_invitation, member, token=token) for member in people))
    assert refusals(results) == [operations.InvitationNotValid] * 2
    assert len(in_state(group.id, MembershipState.ACTIVE)) == 1
    assert db.session.get_one(Invitation, invitation.id, populate_existing=True).uses == 2


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_link_is_opened_while_the_one_who_made_it_is_dismissed(race, _round):
    group = GroupFactory(by_invitation=True)
    one, other = two_coordinators(group)
    token = queries.invitation_token(InvitationFactory(group=group, created_by=one[0]))
    member = MemberFactory()
    results = race(
        act(operations.dismiss, other[0], membership=one[1]), act(operations.accept_invitation, member, token=token)
    )
    came_in = len(in_state(group.id, MembershipState.ACTIVE)) == 3
    assert refusals(results) == ([] if came_in else [operations.InvitationNotValid])


@pytest.mark.parametrize("_round", ROUNDS)
def test_one_person_opens_a_link_twice(race, _round):
    group = GroupFactory(by_invitation=True)
    invitation = InvitationFactory(group=group, max_uses=5)
    token = queries.invitation_token(invitation)
    member = MemberFactory()
    results = race(*(act(operations.accept_invitation, member, token=token) for _number in range(2)))
    assert refusals(results) == [operations.AlreadyMember]
    assert len(in_state(group.id, MembershipState.ACTIVE)) == 1
    assert db.session.get_one(Invitation, invitation.id, populate_existing=True).uses == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_request_is_approved_while_the_link_is_opened(race, _round):
    group = GroupFactory()
    (coordinator, _), _ = two_coordinators(group)
    applicant = MemberFactory()
    waiting = MembershipFactory(group=group, member=applicant, requested=True)
    token = queries.invitation_token(InvitationFactory(group=group))
    results = race(
        act(operations.approve, coordinator, membership=waiting),
        act(operations.accept_invitation, applicant, token=token),
    )
    assert refusals(results) in ([operations.RequestAlreadyDecided], [operations.AlreadyMember])
    assert [row.member_id for row in in_state(group.id, *MembershipState) if not row.is_coordinator] == [applicant.id]


@pytest.mark.parametrize("_round", ROUNDS)
@pytest.mark.parametrize(
    ("traits", "state", "refusal"),
    [
        ({"open": True}, MembershipState.ACTIVE, operations.AlreadyMember),
        ({}, MembershipState.REQUESTED, operations.RequestWaiting),
    ],
)
def test_one_person_joins_twice(race, outbox, traits, state, refusal, _round):
    group = GroupFactory(**traits)
    MembershipFactory(group=group, coordinator=True)
    member = MemberFactory()
    results = race(*(act(operations.join, member, group=group) for _number in range(2)))
    assert refusals(results) == [refusal]
    rows = sa.select(Membership).where(Membership.group_id == group.id, Membership.role == GroupRole.MEMBER)
    assert [row.state for row in db.session.scalars(rows)] == [state]
    assert len(outbox()) == (1 if state is MembershipState.REQUESTED else 0)
