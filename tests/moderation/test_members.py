"""The members as moderators find them, suspend and restore them, and give them roles."""

import pytest
import sqlalchemy as sa

from community.accounts.models import Member, Role
from community.db import db
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.factories import member_with_profile

# searching


def test_members_lists_active_and_suspended_but_not_unconfirmed(client, moderator):
    member_with_profile(display_name="Here")
    member_with_profile(display_name="Away", suspended=True)
    member_with_profile(display_name="Nobody", unconfirmed=True)
    text = client.get("/en/admin/members").text
    assert "Here" in text
    assert "Away" in text
    assert "Suspended" in text
    assert "Nobody" not in text


@pytest.mark.parametrize("search", ["보라", "NIGHT", "@blue-r", " bora "])
def test_members_finds_by_a_part_of_name_or_handle(client, moderator, search):
    member_with_profile(display_name="강보라 Bora of the Night", handle="blue-river-1")
    member_with_profile(display_name="Daniel", handle="harbour-2")
    page = client.get("/en/admin/members", query_string={"q": search})
    assert [row.a.text for row in page.select(".rows li")] == ["강보라 Bora of the Night"]


@pytest.mark.parametrize("search", ["%", "_", "\\", "x" * 500])
def test_members_takes_every_sign_as_itself(client, moderator, search):
    member_with_profile(display_name="Daniel")
    page = client.get("/en/admin/members", query_string={"q": search})
    assert page.has(".empty")


def test_members_leaves_out_what_cannot_be_seen(client, moderator):
    member_with_profile(display_name="Daniel")
    page = client.get("/en/admin/members", query_string={"q": "Dan\u200biel"})
    assert [row.a.text for row in page.select(".rows li")] == ["Daniel"]


def test_members_goes_on_by_pages(client, moderator):
    for _number in range(52):
        member_with_profile()
    page = client.get("/en/admin/members")
    assert len(page.select(".rows li")) == 50
    following = client.get("/en/admin/members" + page.one(".pager a[rel=next]")["href"])
    assert len(following.select(".rows li")) == 3


def test_member_shows_no_address(client, moderator):
    member = member_with_profile(address="secret@example.org")
    page = client.get(f"/en/admin/members/{member.handle}")
    assert member.display_name in page.one("h1").text
    assert "secret@" not in page.response.text


def test_member_answers_404_for_the_unconfirmed_as_for_the_unknown(client, moderator):
    assert client.get(f"/en/admin/members/{member_with_profile(unconfirmed=True).handle}").status == 404
    assert client.get("/en/admin/members/nobody-here").status == 404


# suspend and restore


def test_suspend_ends_the_session_at_the_next_request(client, new_client, moderator):
    member = member_with_profile()
    theirs = new_client().login(member)
    assert theirs.get("/en/groups/mine").status == 200
    answer = client.post(f"/en/admin/members/{member.handle}/suspend", {"reason": "Spam."})
    assert answer.location == f"/en/admin/members/{member.handle}"
    assert theirs.get("/en/groups/mine").location.startswith("/en/login")
    assert theirs.get("/en/").has(".join-call")
    assert "Spam." in client.get(answer.location).text


def test_suspend_wants_a_reason_and_keeps_the_page(client, moderator):
    member = member_with_profile()
    page = client.post(f"/en/admin/members/{member.handle}/suspend", {"reason": " "})
    assert page.status == 422
    assert page.errors == ["Write the reason: the member has a right to know it."]
    assert db.session.get(Member, member.id).is_active


def test_suspend_shows_a_refusal_in_the_form(client, moderator):
    handle = member_with_profile().handle
    member, group = db.session.scalars(sa.select(Member).filter_by(handle=handle)).one(), GroupFactory()
    MembershipFactory(group=group, coordinator=True, member=member)
    MembershipFactory(group=group)
    page = client.post(f"/en/admin/members/{handle}/suspend", {"reason": "Spam."})
    assert page.status == 422
    assert "Make somebody else a coordinator first" in page.errors[0]
    assert page.one("form[action$=suspend] textarea").text.strip() == "Spam."


def test_suspend_offers_nothing_against_oneself(client, moderator):
    assert not client.get(f"/en/admin/members/{moderator.handle}").has("textarea")
    page = client.post(f"/en/admin/members/{moderator.handle}/suspend", {"reason": "x"})
    assert page.status == 422
    assert page.errors


def test_suspend_by_a_member_or_visitor_changes_nothing(client):
    member = member_with_profile()
    path = f"/en/admin/members/{member.handle}/suspend"
    assert client.post(path, {"reason": "x"}).location.startswith("/en/login")
    client.login(member_with_profile())
    assert client.post(path, {"reason": "x"}).status == 403
    assert db.session.get(Member, member.id).is_active


def test_restore_lets_in_again(client, moderator):
    member = member_with_profile(suspended=True)
    page = client.get(f"/en/admin/members/{member.handle}")
    answer = client.post(page.one("main .post-button")["action"])
    assert answer.location == f"/en/admin/members/{member.handle}"
    assert db.session.get(Member, member.id).is_active


def test_restore_of_an_active_member_is_refused_with_a_sentence(client, moderator):
    page = client.post(f"/en/admin/members/{member_with_profile().handle}/restore")
    assert page.status == 409
    assert "not suspended" in page.text


# roles


def test_set_role_makes_a_moderator(client, administrator):
    member = member_with_profile()
    page = client.post(f"/en/admin/members/{member.handle}/role", {"role": "moderator"}, follow=True)
    assert "Moderator" in page.one(".profile-head").text
    assert db.session.get(Member, member.id).role is Role.MODERATOR


@pytest.mark.parametrize("role", ["", "king", "member"])
def test_set_role_refuses_what_makes_no_sense(client, administrator, role):
    page = client.post(f"/en/admin/members/{member_with_profile().handle}/role", {"role": role})
    assert page.status == 422
    assert len(page.errors) == 1


def test_set_role_keeps_the_last_administrator(client, administrator):
    page = client.post(f"/en/admin/members/{administrator.handle}/role", {"role": "member"})
    assert page.status == 422
    assert "last administrator" in page.errors[0]


def test_set_role_leads_who_stepped_down_home(client, administrator):
    member_with_profile(administrator=True)
    answer = client.post(f"/en/admin/members/{administrator.handle}/role", {"role": "member"})
    assert answer.location == "/en/"
