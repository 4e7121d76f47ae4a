"""What somebody answered when they asked to join: who reads it, and for how long."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.db import db, now
from community.groups import operations
from community.groups.models import ANSWERS_STAY, Membership, MembershipState
from community.groups.own_data.stays import tell_groups
from community.groups.reasons import Declined
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory

ANSWERS = [("Why?", "My sister.")]


@pytest.fixture
def group():
    return GroupFactory(slug="river")


@pytest.fixture
def coordinator(group):
    member = MemberFactory()
    MembershipFactory(group=group, member=member, coordinator=True)
    return member


@pytest.fixture
def asked(group):
    stay = MembershipFactory(group=group, requested=True)
    stay.keep_answers(ANSWERS)
    db.session.commit()
    return stay


def row(stay):
    db.session.rollback()
    return db.session.get(Membership, stay.id, populate_existing=True)


@pytest.mark.parametrize("decide", [operations.approve, operations.decline, operations.ban])
def test_answers_stay_for_90_days_after_a_decision_and_not_an_hour_longer(coordinator, asked, decide):
    decide(actor=coordinator, membership=asked)
    assert row(asked).list_answers() == ANSWERS
    assert row(asked).decided_by_id == coordinator.id
    assert row(asked).answers_until == row(asked).decided_at + ANSWERS_STAY
    operations.forget_answers()
    assert row(asked).list_answers() == ANSWERS
    db.session.execute(sa.update(Membership).values(answers_until=now() - timedelta(seconds=1)))
    db.session.commit()
    operations.forget_answers()
    assert (row(asked).answers_sealed, row(asked).answers_until) == (None, None)


def test_what_happens_to_the_stay_afterwards_does_not_shorten_or_lengthen_that(group, coordinator, asked):
    operations.approve(actor=coordinator, membership=asked)
    until = asked.answers_until
    operations.remove(actor=coordinator, membership=asked)
    assert (row(asked).list_answers(), row(asked).answers_until) == (ANSWERS, until)


def test_who_takes_the_request_back_takes_the_answers_with_it(group, asked):
    operations.cancel_request(actor=db.session.get(type(MemberFactory.build()), asked.member_id), group=group)
    assert (row(asked).answers_sealed, row(asked).state) == (None, MembershipState.CANCELLED)


def test_a_link_that_grants_a_request_is_a_decision_of_whoever_made_it(group, coordinator, asked):
    link = InvitationFactory(group=group, created_by=coordinator)
    member = db.session.get(type(MemberFactory.build()), asked.member_id)
    operations.accept_invitation(actor=member, token=operations.inviting.queries.invitation_token(link))
    assert (row(asked).state, row(asked).invitation_id) == (MembershipState.ACTIVE, link.id)
    assert row(asked).decided_by_id == coordinator.id
    assert row(asked).list_answers() == ANSWERS


def test_coordinators_read_them_among_what_was_decided_and_moderators_nowhere(group, coordinator, asked, new_client):
    browser = new_client().login(coordinator, second_factor=True)
    moderator = new_client().login(MemberFactory(moderator=True), second_factor=True)
    assert "My sister." in browser.get("/en/groups/river/requests").text
    assert "My sister." not in moderator.get("/en/groups/river/requests").text
    operations.decline(actor=coordinator, membership=asked, code=Declined.FULL, reason="Next year.")
    page = browser.get("/en/groups/river/requests/decided").text
    for told in ("My sister.", "Next year.", "The group is full at the moment."):
        assert told in page
    assert moderator.get("/en/groups/river/requests/decided").status == 403


def test_whoever_answered_finds_it_in_their_own_data(coordinator, asked):
    operations.decline(actor=coordinator, membership=asked, reason="Later.")
    member = db.session.get(type(MemberFactory.build()), asked.member_id)
    told = repr(tell_groups(member))
    for what in ("My sister.", "Later."):
        assert what in told
