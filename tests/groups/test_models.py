"""What groups and memberships know of themselves, and what the database holds by itself."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community.db import atomic, db, now
from community.groups.models import Group, GroupCommitment, GroupRole, Membership, MembershipState
from community.policy import Relation
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory


def test_each_reader_gets_their_language():
    group = GroupFactory(name_en="Film nights", name_ko="영화의 밤", questions_en=["Why?"], questions_ko=["왜요?"])
    assert (group.name("en"), group.name("ko")) == ("Film nights", "영화의 밤")
    assert (group.questions("en"), group.questions("ko")) == (["Why?"], ["왜요?"])


def test_the_other_language_stands_in_and_says_so():
    group = GroupFactory(name_en="", name_ko="영화의 밤", purpose_en="To watch.", purpose_ko="", questions_ko=["왜요?"])
    assert group.name("en") == "영화의 밤"
    assert group.language_of("name", "en") == "ko"
    assert group.purpose("ko") == "To watch."
    assert group.questions("en") == ["왜요?"]


def test_a_text_that_is_in_no_language_is_empty_in_the_readers():
    group = GroupFactory(purpose_en="", purpose_ko="")
    assert group.purpose("ko") == ""
    assert group.language_of("purpose", "ko") == "ko"


def test_a_group_has_a_name():
    with pytest.raises(IntegrityError):
        GroupFactory(name_en="", name_ko="")


def test_an_address_belongs_to_one_group():
    GroupFactory(slug="film-nights")
    with pytest.raises(IntegrityError):
        GroupFactory(slug="film-nights")


@pytest.mark.parametrize("number", [0, 8])
def test_there_are_seven_commitments(number):
    group = GroupFactory()
    db.session.add(GroupCommitment(group_id=group.id, number=number))
    with pytest.raises(IntegrityError):
        db.session.commit()


def test_commitments_are_kept_in_order_and_replaced():
    group = GroupFactory()
    group.serve([7, 2, 2])
    db.session.commit()
    assert group.commitments == [2, 7]
    group.serve([2, 3])
    db.session.commit()
    assert db.session.get(Group, group.id).commitments == [2, 3]


@pytest.mark.parametrize("first", [MembershipState.REQUESTED, MembershipState.ACTIVE, MembershipState.BANNED])
def test_nobody_stands_twice_with_a_group(first):
    group, member = GroupFactory(), MemberFactory()
    MembershipFactory(group=group, member=member, state=first)
    with pytest.raises(IntegrityError):
        MembershipFactory(group=group, member=member)


@pytest.mark.parametrize(
    "ended",
    [MembershipState.DECLINED, MembershipState.CANCELLED, MembershipState.LEFT, MembershipState.REMOVED],
)
def test_what_has_ended_is_history(ended):
    group, member = GroupFactory(), MemberFactory()
    for state in (ended, ended, MembershipState.ACTIVE):
        MembershipFactory(group=group, member=member, state=state)
    count = sa.select(sa.func.count()).select_from(Membership)
    assert db.session.scalar(count) == 3


@pytest.mark.parametrize("state", [state for state in MembershipState if state is not MembershipState.ACTIVE])
def test_only_somebody_in_the_group_coordinates_it(state):
    with pytest.raises(IntegrityError):
        MembershipFactory(state=state, coordinator=True)


def test_ending_takes_the_role_and_the_answers():
    membership = MembershipFactory(coordinator=True)
    membership.keep_answers([("Why?", "Because.")])
    atomic(membership.end)(MembershipState.LEFT, "moved on")
    db.session.commit()
    assert (membership.role, membership.answers, membership.reason) == (GroupRole.MEMBER, None, "moved on")
    assert membership.ended_at is not None


def test_answers_are_sealed():
    membership = MembershipFactory(requested=True)
    membership.keep_answers([("왜요?", "my sister is in Hamhung")])
    db.session.commit()
    stored = db.session.scalar(sa.text("SELECT answers_sealed FROM membership"))
    assert b"Hamhung" not in bytes(stored)
    assert membership.list_answers() == [("왜요?", "my sister is in Hamhung")]


def test_no_answers_are_no_answers():
    membership = MembershipFactory(requested=True)
    membership.keep_answers([])
    assert membership.list_answers() == []


@pytest.mark.parametrize(
    ("traits", "relations"),
    [
        ({}, {Relation.GROUP_MEMBER}),
        ({"coordinator": True}, {Relation.GROUP_MEMBER, Relation.COORDINATOR}),
        ({"requested": True}, {Relation.APPLICANT}),
        ({"banned": True}, set()),
        ({"state": MembershipState.LEFT}, set()),
        ({"state": MembershipState.REMOVED}, set()),
        ({"state": MembershipState.DECLINED}, set()),
        ({"state": MembershipState.CANCELLED}, set()),
    ],
)
def test_relations(traits, relations):
    group, member = GroupFactory(), MemberFactory()
    membership = MembershipFactory(group=group, member=member, **traits)
    belongings = (
        group,
        membership,
        InvitationFactory(group=group),
    )
    assert [thing.relations_to(member) for thing in belongings] == [relations] * 3
    assert group.relations_to(MemberFactory()) == set()


def test_an_invitation_is_not_used_more_often_than_it_may():
    with pytest.raises(IntegrityError):
        InvitationFactory(max_uses=1, uses=2)


def test_an_invitation_ends():
    invitation = InvitationFactory(max_uses=2, uses=1)
    assert invitation.is_open
    for end in ({"uses": 2}, {"revoked_at": now()}, {"expires_at": now() - timedelta(seconds=1)}):
        assert not InvitationFactory(**{"max_uses": 2, "uses": 1} | end).is_open
