"""Law: whatever the database says of somebody, in a session without a second factor they reach none of their powers.

They are led to setting one up instead, and from there to where they were going.
"""

import pytest
import sqlalchemy as sa

from community import access
from community.accounts.models import MemberSession
from community.db import db
from community.policy import POLICY, POWERS
from tests.laws.samples import GETS, SAMPLES, methods_of, sample_form, sample_of, sample_url
from tests.laws.world import digest, relations_of

POWERFUL = ("coordinator", "moderator", "administrator")
SETTING_UP = "/en/settings/security/second-factor"
# What only powers show: a hidden group, an answer of somebody who asks to join, the note of an invitation.
SECRETS = ("the-hidden-one", "A friend.", "for the film night", "Told to moderators alone.")


def by_power_alone(action, viewer):
    """Whether a viewer may do something for no other reason than a power of theirs."""
    reasons = POLICY[action] & relations_of(viewer, sample_of(action).about)
    return bool(reasons) and reasons <= POWERS


ATTEMPTS = [
    (action, viewer)
    for action in sorted(SAMPLES.keys() & POLICY)
    for viewer in POWERFUL
    if by_power_alone(action, viewer)
]


def test_there_are_powers_to_try():
    assert {action for action, _viewer in ATTEMPTS} >= {action for action in POLICY if POLICY[action] <= POWERS}


def without_second_factor(world, client, viewer):
    db.session.execute(sa.update(MemberSession).values(second_factor=False))
    db.session.commit()
    return world.enter(client, viewer)


def reached(world, new_client, action, viewer):
    """What a powerful member without a second factor got hold of instead of being led to set one up."""
    found = []
    client = without_second_factor(world, new_client(), viewer)
    before = digest()
    for method in sorted(methods_of(action)):
        url = sample_url(action, world)
        page = client.get(url) if method == "GET" else client.post(url, sample_form(action, world))
        led = page.status == 303 and page.location.split("?")[0] == SETTING_UP
        if not led:
            found.append(f"{method}: {page.status}")
        if method == "GET" and led and page.location != f"{SETTING_UP}?next={url}":
            found.append(f"not led on to {url}")
    return found + [f"{table} changed" for table, rows in digest().items() if rows != before[table]]


@pytest.mark.parametrize(("action", "viewer"), ATTEMPTS)
def test_no_power_is_reached_without_a_second_factor(world, new_client, action, viewer):
    assert reached(world, new_client, action, viewer) == []


def test_control_powers_that_do_not_sleep_are_found(world, new_client, monkeypatch):
    monkeypatch.setattr(access, "POWERS", frozenset())
    assert reached(world, new_client, "moderation.members", "moderator") == ["GET: 200"]
    found = reached(world, new_client, "groups.approve", "coordinator")
    assert found[0] == "POST: 303"
    assert "membership changed" in found


def leaks(world, client):
    return {
        (endpoint, secret)
        for endpoint in GETS
        if (page := client.get(sample_url(endpoint, world), buffered=True)).status == 200
        for secret in SECRETS
        if secret.encode() in page.response.data
    }


@pytest.mark.parametrize("viewer", POWERFUL)
def test_no_page_shows_what_only_powers_show(world, new_client, viewer):
    assert leaks(world, without_second_factor(world, new_client(), viewer)) == set()


def test_control_what_only_powers_show_is_recognised(world, client):
    found = leaks(world, world.enter(client, "administrator")) | leaks(world, world.enter(client, "coordinator"))
    assert {secret for _endpoint, secret in found} == set(SECRETS)


def test_a_hidden_group_is_not_there_for_a_moderator_without_a_second_factor(world, client):
    without_second_factor(world, client, "moderator")
    url = sample_url("groups.page", world)
    assert client.get(url).status == 200
    assert client.get(url.replace(world.slugs["main"], world.slugs["hidden"])).status == 404


def test_the_ways_to_powers_stay_in_sight(world, client):
    without_second_factor(world, client, "administrator")
    assert client.get("/en/about").has('header a[href="/en/admin"]')
    without_second_factor(world, client, "coordinator")
    page = client.get(sample_url("groups.page", world))
    assert page.has(f'.subnav a[href="{sample_url("groups.requests", world)}"]')
    assert not client.get("/en/about").has('header a[href="/en/admin"]')


def test_a_button_leads_back_to_its_page_once_the_second_factor_is_there(world, client):
    without_second_factor(world, client, "coordinator")
    roster = sample_url("groups.roster", world)
    url, form = sample_url("groups.appoint", world), sample_form("groups.appoint", world)
    page = client.post(url, form, headers={"Referer": f"http://localhost{roster}"})
    assert page.location == f"{SETTING_UP}?next={roster}"
    page = client.post(url, form, headers={"Referer": "https://elsewhere.example/en/roster"})
    assert page.location == SETTING_UP
