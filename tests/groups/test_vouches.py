"""Groups that ask for vouches: every way in, and what changes at the last moment."""

import pytest

import community.vouching.operations
from community.accounts.models import Member, MemberState
from community.db import db
from community.groups import operations, queries
from community.groups.models import JoinPolicy, Membership, MembershipState
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory
from tests.groups.pages.test_running import EDIT
from tests.groups.test_races import act, refusals
from tests.vouching.factories import VouchFactory, settled

POLICIES = [JoinPolicy.OPEN, JoinPolicy.ON_REQUEST]
WAYS = pytest.mark.parametrize("policy", POLICIES, ids=["open", "on request"])


@pytest.fixture
def group():
    return GroupFactory(slug="choir", vouches_needed=2)


@pytest.fixture
def coordinator(group):
    member = settled(handle="june")
    MembershipFactory(group=group, member=member, coordinator=True)
    return member


@pytest.fixture
def member():
    return settled(handle="newcomer")


def let_in_by(group, policy):
    group.join_policy = policy
    db.session.commit()


def state_of(group, member):
    db.session.expire_all()
    found = queries.find_latest_membership(group, member)
    return found and found.state


# Coming in


@WAYS
def test_who_has_too_few_is_refused_in_numbers(group, member, policy, outbox):
    let_in_by(group, policy)
    VouchFactory(member=member)
    with pytest.raises(operations.VouchesNeeded, match=r"at least 2 other members vouch for\. You have 1\."):
        operations.join(actor=member, group=group, answers=[("Why?", "Because.")])
    assert state_of(group, member) is None
    assert outbox() == []


@WAYS
def test_who_has_enough_comes_in(group, member, policy):
    let_in_by(group, policy)
    VouchFactory.create_batch(2, member=member)
    operations.join(actor=member, group=group)
    expected = {JoinPolicy.OPEN: MembershipState.ACTIVE, JoinPolicy.ON_REQUEST: MembershipState.REQUESTED}
    assert state_of(group, member) is expected[policy]


@WAYS
def test_a_ring_of_new_accounts_opens_no_door(group, member, policy):
    let_in_by(group, policy)
    for friend in (settled(days=1), settled(days=1), settled(state=MemberState.SUSPENDED)):
        VouchFactory(voucher=friend, member=member)
    with pytest.raises(operations.VouchesNeeded, match="You have 0"):
        operations.join(actor=member, group=group)


@WAYS
def test_a_vouch_that_was_taken_back_just_before_does_not_count(group, member, policy):
    let_in_by(group, policy)
    given = VouchFactory.create_batch(2, member=member)
    voucher = db.session.get_one(Member, given[0].voucher_id)
    community.vouching.operations.take_back(actor=voucher, vouch=given[0])
    with pytest.raises(operations.VouchesNeeded):
        operations.join(actor=member, group=group)


def test_an_invitation_asks_for_no_vouches(group, member):
    invitation = InvitationFactory(group=group)
    operations.accept_invitation(actor=member, token=queries.invitation_token(invitation))
    assert state_of(group, member) is MembershipState.ACTIVE


def test_an_invitation_lets_in_who_asked_before_and_lost_a_vouch(group, member):
    MembershipFactory(group=group, member=member, requested=True)
    invitation = InvitationFactory(group=group)
    operations.accept_invitation(actor=member, token=queries.invitation_token(invitation))
    assert state_of(group, member) is MembershipState.ACTIVE


def test_vouches_are_counted_again_when_a_request_is_accepted(group, coordinator, member, outbox):
    VouchFactory(member=member)
    waiting = MembershipFactory(group=group, member=member, requested=True)
    with pytest.raises(operations.ApplicantVouchesNeeded, match="asks for 2 vouches, and this person has 1 now"):
        operations.approve(actor=coordinator, membership=waiting)
    assert state_of(group, member) is MembershipState.REQUESTED
    assert outbox() == []
    VouchFactory(member=member)
    operations.approve(actor=coordinator, membership=waiting)
    assert state_of(group, member) is MembershipState.ACTIVE


def test_a_group_that_asks_for_none_counts_none(member):
    group = GroupFactory(open=True)
    operations.join(actor=member, group=group)
    assert state_of(group, member) is MembershipState.ACTIVE


def test_who_is_in_stays_in(group, member):
    MembershipFactory(group=group, member=member)
    with pytest.raises(operations.AlreadyMember):
        operations.join(actor=member, group=group)


@pytest.mark.parametrize("_round", range(5))
def test_joining_while_a_vouch_is_taken_back(race, _round):
    group = GroupFactory(open=True, vouches_needed=1)
    member = settled()
    vouch = VouchFactory(member=member)
    voucher = db.session.get_one(Member, vouch.voucher_id)
    results = race(
        act(operations.join, member, group=group),
        act(community.vouching.operations.take_back, voucher, vouch=vouch),
    )
    refused = refusals(results)
    # Either order is right: in before the vouch went, or refused after it.
    assert refused in ([], [operations.VouchesNeeded])
    assert (state_of(group, member) is MembershipState.ACTIVE) is not bool(refused)


# The pages


def test_the_page_says_how_many_and_how_many_one_has(client, group, member):
    VouchFactory(member=member)
    client.login(member)
    page = client.get("/en/groups/choir")
    assert "Members whom at least 2 others vouch for can ask to join. You have 1." in page.text
    assert not page.has('a.button[href="/en/groups/choir/join"]')
    page = client.post("/en/groups/choir/join")
    assert page.status == 422
    assert page.errors == ["This group is for people whom at least 2 other members vouch for. You have 1."]
    VouchFactory(member=member)
    page = client.get("/en/groups/choir")
    assert "You have 2." in page.text
    assert page.has('a.button[href="/en/groups/choir/join"]')


def test_the_page_of_an_open_group_says_it_too(client, group, member):
    let_in_by(group, JoinPolicy.OPEN)
    assert "Members whom at least 2 others vouch for can join at once." in client.get("/en/groups/choir").text
    client.login(member)
    page = client.get("/en/groups/choir")
    assert "can join at once. You have 0." in page.text
    assert not page.has('form[action="/en/groups/choir/join"]')


def test_a_group_that_asks_for_none_says_nothing(client, member):
    GroupFactory(slug="film-nights", open=True)
    client.login(member)
    page = client.get("/en/groups/film-nights")
    assert "vouch" not in page.one("main").text
    assert page.has('form[action="/en/groups/film-nights/join"]')


@pytest.mark.parametrize(("number", "status"), [("0", 303), ("10", 303), ("11", 422), ("-1", 422), ("two", 422)])
def test_edit_takes_none_to_ten(client, group, coordinator, number, status):
    client.login(coordinator)
    assert client.get("/en/groups/choir/edit").one("#vouches_needed [selected]")["value"] == "2"
    assert client.post("/en/groups/choir/edit", EDIT | {"vouches_needed": number}).status == status
    db.session.refresh(group)
    assert group.vouches_needed == (int(number) if status == 303 else 2)


def test_founding_takes_it_too(client):
    client.login(MemberFactory(administrator=True, handle="admin"))
    form = EDIT | {"slug": "new-choir", "coordinator": "admin", "vouches_needed": "3"}
    assert client.post("/en/admin/groups/new", form).location == "/en/groups/new-choir"
    assert queries.find_group_by_slug("new-choir").vouches_needed == 3


def test_requests_tell_coordinators_numbers_and_nothing_more(client, group, coordinator, member):
    friends = [settled() for _number in range(3)]
    for friend in friends:
        VouchFactory(voucher=coordinator, member=friend)
        VouchFactory(voucher=friend, member=coordinator)
        VouchFactory(member=friend)  # others know them, too: no accounts made for this
    VouchFactory(voucher=friends[0], member=member, note="Our secret.")
    VouchFactory(member=member)
    MembershipFactory(group=group, member=member, requested=True)
    hidden = MemberFactory(handle="hidden")
    VouchFactory(member=hidden)
    MembershipFactory(group=group, member=hidden, requested=True)
    client.login(coordinator)
    page = client.get("/en/groups/choir/requests")
    assert "Vouched for by 2 members, 1 of whom you know." in page.text
    assert page.text.count("Vouched for by") == 1  # of who shows no name nothing is told
    assert friends[0].handle not in page.text
    assert "Our secret." not in page.text


def test_accepting_who_lost_a_vouch_says_why_not(client, group, coordinator, member):
    waiting = MembershipFactory(group=group, member=member, requested=True)
    client.login(coordinator)
    page = client.post(f"/en/groups/choir/requests/{waiting.id}/approve")
    assert page.status == 409
    assert "Your group asks for 2 vouches, and this person has 0 now." in page.text
    assert db.session.get_one(Membership, waiting.id).state is MembershipState.REQUESTED
