"""What a member chooses about being seen with this site: discreet pages, the quick exit."""

import pytest

from community.accounts.exits import exit_page
from community.accounts.models import ExitTo, Member, MemberSession
from community.db import db
from tests.laws.world import send
from tests.members.factories import member_with_profile

DEFAULT = "https://www.wikipedia.org/"
CHOICES = {"exit_to": "weather"}


def sessions():
    db.session.rollback()
    return db.session.query(MemberSession).count()


@pytest.fixture
def member():
    return member_with_profile(display_name="Haru")


def test_choices_are_kept_and_shown_again(client, member):
    client.login(member)
    everything = {"discreet": "y", "exit_to": "weather", "exit_ends_session": "y"}
    assert client.post("/en/settings/privacy", everything).location == "/en/settings/privacy"
    kept = db.session.get(Member, member.id)
    assert (kept.discreet, kept.exit_to, kept.exit_ends_session) == (True, ExitTo.WEATHER, True)
    page = client.get("/en/settings/privacy")
    assert page.one("[name=exit_to][checked]")["value"] == "weather"
    assert page.has("[name=discreet][checked]")
    assert page.has("[name=exit_ends_session][checked]")
    client.post("/en/settings/privacy", {"exit_to": "site"})
    db.session.expire_all()
    assert (kept.discreet, kept.exit_to, kept.exit_ends_session) == (False, ExitTo.SITE, False)


def test_nothing_is_chosen_at_first(client, member):
    assert (member.discreet, member.exit_to, member.exit_ends_session) == (False, ExitTo.SITE, False)
    page = client.login(member).get("/en/settings/privacy")
    assert page.one("[name=exit_to][checked]")["value"] == "site"
    assert "www.wikipedia.org" in page.text


@pytest.mark.parametrize("exit_to", ["", "https://evil.example/", "nowhere"])
def test_no_other_page_can_be_chosen(client, member, exit_to):
    client.login(member)
    assert client.post("/en/settings/privacy", {"exit_to": exit_to, "discreet": "y"}).status == 422
    db.session.expire_all()
    assert not member.discreet


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_choice_has_a_page_in_every_language(language):
    pages = {choice: exit_page(choice, language, DEFAULT) for choice in ExitTo}
    assert pages[ExitTo.SITE] == DEFAULT
    assert len(set(pages.values())) == len(ExitTo)
    assert all(page.startswith("https://") and page.isascii() for page in pages.values())


@pytest.mark.parametrize("path", ["/en/", "/ko/login", "/en/nothing", "/en/declaration"])
def test_a_visitors_exit_is_a_link_to_the_page_that_the_site_has_set(client, path):
    link = client.get(path).one("a[data-exit]")
    assert link["href"] == link["data-exit"] == DEFAULT
    assert "noreferrer" in link["rel"]


def test_a_members_exit_leads_where_they_chose_in_their_language(client, member):
    client.login(member)
    client.post("/en/settings/privacy", {"exit_to": "encyclopedia"})
    assert client.get("/en/").one("a[data-exit]")["href"] == "https://en.wikipedia.org/"
    assert client.get("/ko/").one("a[data-exit]")["href"] == "https://ko.wikipedia.org/"
    assert client.get("/en/nothing").one("a[data-exit]")["href"] == "https://en.wikipedia.org/"


@pytest.fixture
def fleeing(client, member):
    """A member who is logged out when they leave quickly."""
    client.login(member)
    client.post("/en/settings/privacy", {"exit_to": "weather", "exit_ends_session": "y"})
    return client


@pytest.mark.parametrize("path", ["/en/", "/en/members", "/en/nothing"])
def test_the_exit_of_who_wants_to_be_logged_out_is_a_button(fleeing, path):
    page = fleeing.get(path)
    button = page.one("form[action='/en/exit'] button[data-exit]")
    assert button["data-exit"] == exit_page(ExitTo.WEATHER, "en", DEFAULT)
    assert button.parent["method"] == "post"
    assert button.parent.find("input", {"name": "csrf_token"})["value"]
    assert not page.has("a[data-exit]")


def test_the_quick_exit_ends_the_session_and_leads_away(fleeing):
    assert sessions() == 1
    page = fleeing.post("/en/exit")
    weather = exit_page(ExitTo.WEATHER, "en", DEFAULT)
    assert (page.status, page.response.headers["Refresh"]) == (200, f"0; url={weather}")
    assert page.one("a")["href"] == weather
    assert page.response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert page.response.headers["Cache-Control"] == "no-store"
    assert sessions() == 0
    assert fleeing.get("/en/settings/privacy").status == 303


def test_the_page_on_the_way_out_says_nothing(fleeing):
    page = fleeing.post("/en/exit")
    text = page.response.text.lower()
    assert not [word for word in ("ripples", "declaration", "korea", "haru", "weather") if word in page.text.lower()]
    assert "ripples" not in text
    assert page.html.title.text == "Notes"


def test_who_flees_from_a_page_that_has_grown_old_is_led_away_too(client, fleeing, new_client):
    # The session ran out, and with it went the token of the page.
    visitor = new_client()
    page = visitor.post("/en/exit", {"csrf_token": "old"}, csrf=False)
    assert (page.status, page.response.headers["Refresh"]) == (400, f"0; url={DEFAULT}")
    # And nobody else's form logs somebody out.
    page = fleeing.post("/en/exit", csrf=False)
    assert page.response.headers["Refresh"] == f"0; url={exit_page(ExitTo.WEATHER, 'en', DEFAULT)}"
    assert "Clear-Site-Data" not in page.response.headers
    assert sessions() == 1


def test_a_visitor_who_presses_the_button_of_a_page_left_open_is_led_away(client):
    assert client.post("/ko/exit").response.headers["Refresh"] == f"0; url={DEFAULT}"


def test_looking_at_the_exit_ends_nothing(fleeing):
    assert send(fleeing, "GET", "/en/exit").status_code == 405
    assert sessions() == 1


def test_pages_of_a_discreet_member_have_a_plain_title_and_icon(client):
    client.login(member_with_profile(discreet=True))
    for path in ("/en/", "/en/declaration", "/en/settings/privacy", "/en/nothing"):
        page = client.get(path)
        assert page.html.title.text == "Notes", path
        assert "plain.svg" in page.one("link[rel=icon]")["href"]
        assert not page.has("meta[name=description]")


def test_pages_of_others_have_their_own_title(client, member):
    for reader in (client, client.login(member)):
        page = reader.get("/en/declaration")
        assert page.html.title.text.endswith("· Ripples")
        assert "favicon.svg" in page.one("link[rel=icon]")["href"]
        assert page.has("meta[name=description]")


def test_settings_lead_to_privacy_and_every_page_of_a_member_to_hiding(client, member):
    assert client.login(member).get("/en/settings/security").has("nav.subnav a[href='/en/settings/privacy']")
    assert client.get("/en/groups").has("aside.strip a[href='/en/settings/privacy#hide']")


def test_the_settings_say_what_discretion_cannot_hide(client, member):
    text = client.login(member).get("/en/settings/privacy").text
    assert "the address that our mails come from and the links in them still lead to this site" in text
