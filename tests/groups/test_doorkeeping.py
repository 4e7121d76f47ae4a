"""Whom a group takes in is for its own coordinators to say: powers over the site open no field of those inside."""

import pytest

from community.db import db
from community.groups import operations, queries
from community.groups.models import JoinPolicy, MembershipState, Visibility
from community.members.models import FIELDS, Audience
from community.members.queries import get_profile, relations_of
from community.moderation.operations import suspend
from community.policy import Relation
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory
from tests.members.factories import member_with_profile

POWERS = ["moderator", "administrator"]
RULES = {"join_policy": "open", "visibility": "public", "vouches_needed": "0"}
WORDS = {"name_en": "Film days", "name_ko": "", "purpose_en": "", "purpose_ko": "", "commitments": ["2"]}
WORDS |= {"questions_en": "", "questions_ko": ""}


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights")


@pytest.fixture
def inside(group):
    """A member of the group who shows their city to the people of their groups alone."""
    member = member_with_profile()
    profile = get_profile(member)
    profile.city = "Canary City"
    profile.open_to({**dict.fromkeys(FIELDS, Audience.ONLY_ME), "city": Audience.GROUPS})
    MembershipFactory(group=group, member=member)
    MembershipFactory(group=group, coordinator=True)
    db.session.commit()
    return member


@pytest.fixture(params=POWERS)
def mighty(request, client):
    member = member_with_profile(**{request.param: True})
    client.login(member, second_factor=True)
    return member


def reads(viewer, member):
    db.session.rollback()
    profile = get_profile(member)
    return "city" in profile.shown_to(relations_of(viewer, profile))


def state_of(group, member):
    db.session.rollback()
    found = queries.find_latest_membership(group, member)
    return found.state if found else None


def rules_of(group):
    db.session.refresh(group)
    return group.join_policy, group.visibility, group.vouches_needed


def test_control_who_is_let_in_reads_what_is_open_to_groups(group, inside, mighty):
    MembershipFactory(group=group, member=mighty)
    assert reads(mighty, inside)


def test_nobody_with_powers_lets_themselves_in_by_a_request(client, group, inside, mighty):
    client.post("/en/groups/film-nights/join", {})
    own = queries.find_latest_membership(group, mighty)
    assert own.state is MembershipState.REQUESTED
    page = client.get("/en/groups/film-nights/requests")
    assert page.status == 200
    assert not page.has("form[action$=approve]")
    assert client.post(f"/en/groups/film-nights/requests/{own.id}/approve").status == 403
    assert state_of(group, mighty) is MembershipState.REQUESTED
    assert not reads(mighty, inside)


@pytest.mark.parametrize("decide", [operations.approve, operations.decline])
def test_nobody_decides_about_their_own_request(group, mighty, decide):
    own = MembershipFactory(group=group, member=mighty, requested=True)
    with pytest.raises(operations.OwnRequest):
        decide(actor=mighty, membership=own)
    assert state_of(group, mighty) is MembershipState.REQUESTED


def test_nobody_with_powers_makes_or_finds_an_invitation(client, group, inside, mighty):
    coordinator = queries.list_coordinators(group)[0].member
    made = InvitationFactory(group=group, created_by=coordinator)
    page = client.get("/en/groups/film-nights/invitations")
    assert page.status == 403
    assert queries.invitation_token(made) not in page.response.text
    form = {"days": "7", "max_uses": "1", "note": ""}
    assert client.post("/en/groups/film-nights/invitations", form).status == 403
    assert not client.get("/en/groups/film-nights").has('a[href$="/invitations"]')
    assert not client.get("/en/groups/film-nights/requests").has('a[href$="/invitations"]')


def test_nobody_comes_in_by_an_invitation_of_their_own(client, group, inside, mighty):
    own = InvitationFactory(group=group, created_by=mighty)
    page = client.post(f"/en/groups/invitations/{queries.invitation_token(own)}/accept")
    assert page.status == 409
    assert "You made this invitation yourself." in page.text
    assert state_of(group, mighty) is None
    assert own.uses == 0


@pytest.mark.parametrize("policy", JoinPolicy)
def test_a_hidden_group_is_found_by_those_with_powers_and_entered_by_invitation_alone(
    client, group, inside, mighty, policy
):
    group.visibility, group.join_policy = Visibility.HIDDEN, policy
    db.session.commit()
    assert not client.get("/en/groups/film-nights").has('main [href$="/join"], main [action$="/join"]')
    page = client.post("/en/groups/film-nights/join", {})
    assert page.status == 422
    assert "joined by invitation" in page.text
    assert state_of(group, mighty) is None
    link = InvitationFactory(group=group, created_by=queries.list_coordinators(group)[0].member)
    client.post(f"/en/groups/invitations/{queries.invitation_token(link)}/accept")
    assert state_of(group, mighty) is MembershipState.ACTIVE


def test_who_does_not_coordinate_a_group_changes_its_words_and_not_whom_it_takes_in(client, group, inside, mighty):
    group.join_policy, group.vouches_needed = JoinPolicy.BY_INVITATION, 2
    db.session.commit()
    before = rules_of(group)
    page = client.get("/en/groups/film-nights/edit")
    assert page.has("[name=name_en]")
    assert not any(page.has(f"[name={name}]") for name in RULES)
    assert client.post("/en/groups/film-nights/edit", WORDS | RULES).status == 303
    assert rules_of(group) == before
    assert group.name_en == "Film days"


@pytest.mark.parametrize(
    "rule",
    [{"join_policy": JoinPolicy.OPEN}, {"visibility": Visibility.HIDDEN}, {"vouches_needed": 0}],
    ids=lambda rule: next(iter(rule)),
)
def test_the_operation_itself_refuses_rules_of_others(group, inside, mighty, rule):
    group.vouches_needed = 2
    db.session.commit()
    words = {"names": {"en": "Film days"}, "purposes": {}, "commitments": [2], "questions": {}}
    with pytest.raises(operations.RulesNotYours):
        operations.edit_group(actor=mighty, group=group, **words, **rule)
    assert rules_of(group) == (JoinPolicy.ON_REQUEST, Visibility.PUBLIC, 2)


def test_control_a_coordinator_changes_them(client, group, inside):
    client.login(queries.list_coordinators(group)[0].member, second_factor=True)
    assert client.get("/en/groups/film-nights/edit").has("[name=join_policy]")
    assert client.post("/en/groups/film-nights/edit", WORDS | RULES).status == 303
    assert rules_of(group)[0] is JoinPolicy.OPEN


def test_nobody_appoints_themselves(client, group, inside, mighty):
    own = MembershipFactory(group=group, member=mighty)
    page = client.get("/en/groups/film-nights/members")
    assert not page.has(f'form[action$="{own.id}/appoint"]')
    status = client.post(f"/en/groups/film-nights/members/{own.id}/appoint").status
    assert status == (409 if Relation.ADMINISTRATOR in mighty.standing() else 403)
    assert not own.is_coordinator


def test_nobody_who_is_kept_out_lets_themselves_in_again(client, group, mighty):
    own = MembershipFactory(group=group, member=mighty, banned=True)
    assert client.post(f"/en/groups/film-nights/members/{own.id}/unban").status == 409
    assert state_of(group, mighty) is MembershipState.BANNED


# What still goes


def test_an_administrator_appoints_somebody_in_the_group_who_can_take_it_over(client):
    group = GroupFactory(slug="founded", open=True)
    somebody = MembershipFactory(group=group)
    client.login(member_with_profile(administrator=True), second_factor=True)
    assert client.get("/en/groups/founded/members").has("form[action$=appoint]")
    assert client.post(f"/en/groups/founded/members/{somebody.id}/appoint").status == 303
    assert somebody.is_coordinator


def test_a_coordinator_who_sent_everybody_away_can_be_suspended_all_the_same(group):
    coordinator, moderator = MemberFactory(), MemberFactory(moderator=True)
    MembershipFactory(group=group, member=coordinator, coordinator=True)
    MembershipFactory(group=group, banned=True)
    MembershipFactory(group=group, requested=True)
    MembershipFactory(group=group, member=MemberFactory(suspended=True))
    suspend(actor=moderator, member=coordinator, reason="They spy.")
    assert not coordinator.is_active


def test_a_group_with_nobody_in_it_is_opened_by_whoever_looks_after_it(client, group, mighty):
    assert client.get("/en/groups/film-nights/edit").has("[name=join_policy]")
    assert client.post("/en/groups/film-nights/edit", WORDS | RULES).status == 303
    assert rules_of(group)[0] is JoinPolicy.OPEN
