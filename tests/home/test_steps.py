"""The first steps: each is ticked when it is truly done, in any order, until all are done or they are dismissed."""

from collections.abc import Callable
from itertools import permutations

import pytest

from community.accounts.models import Member
from community.accounts.operations import begin_totp
from community.db import db
from community.endorsements.models import EndorsementState
from community.groups.models import MembershipState
from community.home.steps import Step, find_first_steps
from community.members.models import Profile
from tests.authenticator import with_app
from tests.endorsements.factories import EndorsementFactory
from tests.groups.factories import MembershipFactory
from tests.members.factories import member_with_profile
from tests.passkeys import with_passkey


def tell_something(member: Member) -> None:
    db.session.get_one(Profile, member.id).city = "Seoul"
    db.session.commit()


def endorse(member: Member) -> None:
    EndorsementFactory(member_id=member.id)


def come_into_a_group(member: Member) -> None:
    MembershipFactory(member=member)


DEEDS: dict[Step, Callable[[Member], object]] = {
    Step.PROFILE: tell_something,
    Step.ENDORSE: endorse,
    Step.GROUP: come_into_a_group,
    Step.FACTOR: with_app,
}
PATHS = {
    Step.PROFILE: "/en/settings/profile",
    Step.ENDORSE: "/en/endorse",
    Step.GROUP: "/en/groups",
    Step.FACTOR: "/en/settings/security/second-factor",
}


def test_nothing_is_done_in_the_beginning():
    steps = find_first_steps(member_with_profile())
    assert (steps.done, steps.waiting, steps.next, steps.are_offered) == (frozenset(), frozenset(), Step.PROFILE, True)


@pytest.mark.parametrize("order", list(permutations(Step)), ids="-".join)
def test_the_steps_can_be_made_in_any_order(order):
    member = member_with_profile()
    for number, step in enumerate(order, 1):
        DEEDS[step](member)
        steps = find_first_steps(member)
        assert steps.done == set(order[:number])
        assert steps.next == next((step for step in Step if step not in steps.done), None)
    assert steps.are_done
    assert not steps.are_offered


def test_a_passkey_is_a_second_factor_and_an_app_that_was_only_begun_is_none():
    begun, with_key = member_with_profile(), member_with_profile()
    begin_totp(member=begun)
    with_passkey(with_key)
    assert Step.FACTOR not in find_first_steps(begun).done
    assert Step.FACTOR in find_first_steps(with_key).done


@pytest.mark.parametrize("state", MembershipState)
def test_only_whoever_is_in_a_group_has_found_one(state):
    member = member_with_profile()
    MembershipFactory(member=member, state=state)
    steps = find_first_steps(member)
    assert (Step.GROUP in steps.done) is (state is MembershipState.ACTIVE)
    assert (Step.GROUP in steps.waiting) is (state is MembershipState.REQUESTED)


@pytest.mark.parametrize(
    ("state", "done"),
    [
        (EndorsementState.COUNTED, True),
        # A moderator did that: whoever endorsed has done their part.
        (EndorsementState.SET_ASIDE, True),
        (EndorsementState.PENDING, False),
    ],
)
def test_an_endorsement_is_done_once_it_is_confirmed(state, done):
    member = member_with_profile()
    EndorsementFactory(member_id=member.id, state=state)
    assert (Step.ENDORSE in find_first_steps(member).done) is done


def test_the_group_of_somebody_else_is_no_step_of_mine():
    member = member_with_profile()
    for deed in DEEDS.values():
        deed(member_with_profile())
    assert find_first_steps(member).done == frozenset()


def test_the_front_page_shows_how_far_one_is(client):
    member = member_with_profile()
    client.login(member)
    page = client.get("/en/")
    assert page.one(".first-steps .steps-progress span").text == "0 of 4 done"
    assert [link["href"] for link in page.select(".step a")] == list(PATHS.values())
    tell_something(member)
    with_app(member)
    page = client.get("/en/")
    assert page.one(".first-steps .steps-progress span").text == "2 of 4 done"
    assert page.one("progress")["value"] == "2"
    assert [link["href"] for link in page.select(".step-done a")] == ["/en/settings/profile", "/en/settings/security"]
    assert page.one(".step[aria-current] a")["href"] == "/en/endorse"


def test_a_request_that_waits_is_no_tick_and_leads_to_ones_groups(client):
    member = member_with_profile()
    MembershipFactory(member=member, requested=True)
    client.login(member)
    step = client.get("/en/").select(".step")[2]
    assert "step-done" not in step["class"]
    assert step.a["href"] == "/en/groups/mine"
    assert "A coordinator will answer." in step.text


def test_a_visitor_sees_no_steps(client):
    assert not client.get("/en/").has(".steps")


def test_what_is_dismissed_stays_so_on_every_device_and_can_be_called_back(client, new_client):
    member, elsewhere = member_with_profile(), new_client()
    client.login(member)
    elsewhere.login(member)
    assert elsewhere.get("/en/").has(".first-steps")
    page = client.post("/en/settings/steps/dismiss")
    assert (page.status, page.location) == (303, "/en/")
    for browser in (client, elsewhere):
        assert not browser.get("/en/").has(".steps")
    settings = client.get("/en/settings/profile").one('main a[href="/en/settings/steps"]')
    assert client.get(settings["href"]).has(".steps")
    assert client.post("/en/settings/steps/recall").location == "/en/"
    assert elsewhere.get("/en/").has(".first-steps")


def test_dismissing_is_for_oneself_alone(client):
    me, other = member_with_profile(), member_with_profile()
    client.login(me)
    client.post("/en/settings/steps/dismiss")
    assert find_first_steps(me).dismissed
    assert not find_first_steps(other).dismissed


def test_asking_for_the_address_of_a_button_changes_nothing(client):
    member = member_with_profile()
    client.login(member)
    assert client.get("/en/settings/steps/dismiss").status == 405
    assert not find_first_steps(member).dismissed


def test_the_page_of_ones_steps_says_when_all_are_done(client, settled_member):
    client.login(settled_member)
    page = client.get("/en/settings/steps")
    assert page.has(".notice-success")
    assert not page.has('form[action$="/steps/dismiss"]')
    assert len(page.select(".step-done")) == 4


def test_the_page_after_confirming_shows_the_steps_and_leads_on(client):
    member = member_with_profile()
    client.login(member)
    page = client.get("/en/settings/profile")
    assert page.one(".step[aria-current] a")["href"] == "/en/settings/profile"
    tell_something(member)
    assert not client.get("/en/settings/profile").has(".steps")


def test_ones_endorsement_leads_on_until_the_steps_are_dismissed(client):
    member = member_with_profile()
    endorse(member)
    client.login(member)
    assert client.get("/en/endorsements/mine").has(".steps")
    client.post("/en/settings/steps/dismiss")
    assert not client.get("/en/endorsements/mine").has(".steps")


def test_the_front_page_of_a_member_leads_to_what_matters_now(client):
    assert not client.get("/en/").has(".ways")
    client.login(member_with_profile())
    links = [link["href"] for link in client.get("/en/").select(".ways a")]
    assert links == ["/en/members", "/en/members/matches", "/en/contacts", "/en/groups/mine"]
    assert all(client.get(link).status == 200 for link in links)
