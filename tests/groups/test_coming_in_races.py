"""Coming in and being kept out at the same moment: one after the other, whichever is first, with real threads."""

import pytest
import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db
from community.groups import operations, queries
from community.groups.models import Invitation, Membership, MembershipState
from community.groups.operations import refusals as no
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory
from tests.groups.racing import act, in_state, refusals, two_coordinators

ROUNDS = range(3)
S = MembershipState


def stay_of(group, member):
    db.session.rollback()
    return queries.find_latest_membership(group, member)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_request_is_approved_by_one_and_its_person_kept_out_by_another(race, _round):
    group = GroupFactory()
    (one, _), (other, _) = two_coordinators(group)
    waiting = MembershipFactory(group=group, requested=True)
    results = race(act(operations.approve, one, membership=waiting), act(operations.ban, other, membership=waiting))
    assert refusals(results) in ([], [no.RequestAlreadyDecided])
    assert [row.id for row in in_state(group.id, S.BANNED)] == [waiting.id]  # whichever came first


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_request_is_approved_while_its_person_would_leave(race, _round):
    group = GroupFactory()
    (one, _), _ = two_coordinators(group)
    person = MemberFactory()
    waiting = MembershipFactory(group=group, member=person, requested=True)
    results = race(act(operations.approve, one, membership=waiting), act(operations.leave, person, group=group))
    assert refusals(results) in ([], [no.NotInGroup])
    assert stay_of(group, person).state is (S.LEFT if not refusals(results) else S.ACTIVE)


@pytest.mark.parametrize("_round", ROUNDS)
def test_as_many_come_in_by_a_link_as_it_admits(race, _round):
    group = GroupFactory(by_invitation=True)
    (one, _), _ = two_coordinators(group)
    link = InvitationFactory(group=group, created_by=one, max_uses=3)
    token = queries.invitation_token(link)
    people = MemberFactory.create_batch(5)
    results = race(*(act(operations.accept_invitation, person, token=token) for person in people))
    assert refusals(results) == [no.InvitationNotValid] * 2
    assert len(in_state(group.id, S.ACTIVE)) == 5
    assert db.session.get_one(Invitation, link.id, populate_existing=True).uses == 3


@pytest.mark.parametrize("_round", ROUNDS)
def test_an_invitation_is_accepted_while_it_is_taken_back(race, _round):
    group = GroupFactory(by_invitation=True)
    (one, _), (other, _) = two_coordinators(group)
    link = InvitationFactory(group=group, created_by=one)
    person = MemberFactory()
    results = race(
        act(operations.accept_invitation, person, token=queries.invitation_token(link)),
        act(operations.revoke_invitation, other, invitation=link),
    )
    refused = refusals(results)
    assert refused in ([], [no.InvitationNotValid])
    assert (stay_of(group, person) is None) is bool(refused)


@pytest.mark.parametrize("_round", ROUNDS)
def test_an_invitation_by_name_is_accepted_while_its_person_is_kept_out(race, _round):
    group = GroupFactory()
    (one, _), (other, _) = two_coordinators(group)
    person = MemberFactory()
    waiting = MembershipFactory(group=group, member=person, requested=True)
    named = InvitationFactory(group=group, created_by=one, way="handle", invitee_id=person.id)
    results = race(
        act(operations.accept_invited, person, invitation=named), act(operations.ban, other, membership=waiting)
    )
    assert set(refusals(results)) <= {no.NotAdmitted, no.InvitationNotValid}
    assert [row.id for row in in_state(group.id, *S) if row.member_id == person.id] == [waiting.id]
    assert stay_of(group, person).state is S.BANNED


@pytest.mark.parametrize("_round", ROUNDS)
def test_an_invitation_by_name_is_accepted_twice_and_declined(race, _round):
    group = GroupFactory()
    (one, _), _ = two_coordinators(group)
    person = MemberFactory()
    named = InvitationFactory(group=group, created_by=one, way="handle", invitee_id=person.id)
    results = race(
        act(operations.accept_invited, person, invitation=named),
        act(operations.accept_invited, person, invitation=named),
        act(operations.decline_invited, person, invitation=named),
    )
    refused = refusals(results)
    assert len(refused) == 2
    stays = sa.select(sa.func.count()).where(Membership.member_id == person.id, Membership.state == S.ACTIVE)
    named = db.session.get_one(Invitation, named.id, populate_existing=True)
    assert db.session.scalar(stays) == named.uses == (0 if named.declined_at else 1)


@pytest.mark.parametrize("_round", ROUNDS)
@pytest.mark.parametrize("meanwhile", ["invites", "is followed"])
def test_a_branch_is_undone_while_somebody_in_it_brings_another(race, _round, meanwhile):
    group = GroupFactory(by_invitation=True)
    (root, _), _ = two_coordinators(group)
    moderator = MemberFactory(moderator=True)
    first = InvitationFactory(group=group, created_by=root, max_uses=5)
    one = MemberFactory()
    operations.accept_invitation(actor=one, token=queries.invitation_token(first))
    queries.find_latest_membership(group, one).take_charge()
    db.session.commit()
    second = operations.create_invitation(actor=one, group=group, days=1, max_uses=1)
    following = MemberFactory()
    undo = act(operations.undo_branch, moderator, member=root, group=group, reason="Smuggled in.", expected=1)
    other = (
        act(operations.create_invitation, one, group=group, days=1, max_uses=1)
        if meanwhile == "invites"
        else act(operations.accept_invitation, following, token=queries.invitation_token(second))
    )
    refused = refusals(race(undo, other))
    assert set(refused) <= {no.BranchChanged, no.NoCoordinator, no.InvitationNotValid}
    db.session.rollback()
    if no.BranchChanged in refused:  # the moderator is to look again
        count = len([row for row in queries.list_branch(root, group) if row.is_inside])
        operations.undo_branch(actor=moderator, member=root, group=group, reason="Smuggled in.", expected=count)
    assert [row for row in queries.list_branch(root, group) if row.is_inside] == []
    left = sa.select(Invitation).where(Invitation.revoked_at.is_(None), Invitation.created_by_id.in_([root.id, one.id]))
    assert db.session.scalars(left).all() == []
    assert db.session.get_one(Member, root.id).is_active
