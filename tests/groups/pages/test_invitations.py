"""The pages of invitations: for whoever makes them, and behind their links."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from community.db import db, now
from community.groups import queries
from community.groups.models import Invitation, Visibility
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory
from tests.groups.pages.browsing import browse


def test_invitations_are_made_shown_and_revoked(client, people, url, group):
    browse(client, people, "coordinator")
    page = client.post(url("/invitations"), {"days": "3", "max_uses": "5", "note": "For the choir"}, follow=True)
    assert "For the choir" in page.text
    links = [field["value"] for field in page.select("input[readonly]")]
    assert len(links) == 2
    assert all(link.startswith("http://localhost/en/groups/invitations/") for link in links)
    client.post(url("/invitations/{invitation}/revoke"))
    page = client.get(url("/invitations"))
    assert "Taken back" in page.text
    assert len(page.select("input[readonly]")) == 1


def test_invitations_of_nobody_says_so(client, people):
    MembershipFactory(group=GroupFactory(slug="new"), member=people["coordinator"], coordinator=True)
    assert client.login(people["coordinator"]).get("/en/groups/new/invitations").has(".empty")


@pytest.mark.parametrize(
    "wrong",
    [{"days": "31"}, {"days": "x"}, {"max_uses": "0"}, {"max_uses": "101"}, {"max_uses": ""}, {"note": "a" * 201}],
)
def test_invitations_refuse_beside_the_field(client, people, url, wrong):
    browse(client, people, "coordinator")
    before = db.session.query(Invitation).count()
    page = client.post(url("/invitations"), {"days": "7", "max_uses": "1", "note": ""} | wrong)
    assert page.status == 422
    assert len(page.errors) == 1
    assert db.session.query(Invitation).count() == before


@pytest.fixture
def link(group, people):
    group.visibility = Visibility.HIDDEN
    invitation = InvitationFactory(group=group, created_by=people["coordinator"])
    return f"/en/groups/invitations/{queries.invitation_token(invitation)}"


def test_invitation_leads_a_visitor_to_an_account_and_back(client, people, link):
    page = client.get(link)
    assert page.one("h1").text == "Film nights"
    assert people["coordinator"].handle not in page.text
    assert "Invited by A coordinator" in page.text
    for path in ("signup", "login"):
        assert page.has(f'main a[href="/en/{path}?next={quote(link, safe="/")}"]')
    assert not page.has("main form")


def test_invitation_lets_in_by_one_button(client, people, link, url):
    client.login(people["stranger"])
    page = client.get(link)
    assert page.one("main form")["action"] == f"{link}/accept"
    page = client.post(f"{link}/accept", follow=True)
    assert "Welcome to the group." in page.text
    client.login(people["moderator"])
    page = client.get(link)
    assert page.status == 409
    assert "not valid any more" in page.text
    assert client.post(f"{link}/accept").status == 409


def test_invitation_of_somebody_inside_says_so(client, people, link):
    assert not client.login(people["member"]).get(link).has("main form")


def test_invitation_does_not_let_in_who_is_kept_out(client, people, link):
    page = client.login(people["banned"]).post(f"{link}/accept")
    assert page.status == 409
    assert "cannot take you in" in page.text


def test_invitation_that_ended_is_told_as_one_that_never_was(client, group, people):
    ended = InvitationFactory(group=group, created_by=people["coordinator"], expires_at=now() - timedelta(days=1))
    pages = [client.get(f"/en/groups/invitations/{token}") for token in ("forged", queries.invitation_token(ended))]
    assert [page.status for page in pages] == [409, 409]
    assert pages[0].one("main").text == pages[1].one("main").text


def test_accept_invitation_needs_an_account(client, link):
    assert client.post(f"{link}/accept").location == "/en/login"
