"""Every page and button of groups: whom it is for, in both languages."""

import uuid
from urllib.parse import quote

import pytest

from tests.groups.factories import GroupFactory
from tests.groups.pages.browsing import SLUG, browse

GETS = {
    "": {"visitor", "stranger", "banned", "applicant", "member", "coordinator", "moderator", "administrator"},
    "/join": {"stranger", "banned", "applicant", "member", "coordinator", "moderator", "administrator"},
    "/members": {"member", "coordinator", "moderator", "administrator"},
    "/edit": {"coordinator", "moderator", "administrator"},
    "/requests": {"coordinator", "moderator", "administrator"},
    "/requests/{applicant}/decline": {"coordinator", "moderator", "administrator"},
    "/members/{member}/remove": {"coordinator", "moderator", "administrator"},
    "/members/{member}/ban": {"coordinator", "moderator", "administrator"},
    "/invitations": {"coordinator"},
}
POSTS = {
    "/request/cancel": {"applicant"},
    "/leave": {"member", "coordinator"},
    "/requests/{applicant}/approve": {"coordinator"},
    "/members/{banned}/unban": {"coordinator", "moderator", "administrator"},
    "/members/{member}/appoint": {"coordinator", "administrator"},
    "/members/{member}/dismiss": {"coordinator", "moderator", "administrator"},
    "/invitations/{invitation}/revoke": {"coordinator"},
}
# Headers that differ between any two answers.
OF_THIS_ANSWER = {"Set-Cookie", "Date", "X-Request-ID"}
WITH_ID = [path for path in (*GETS, *POSTS) if "{" in path]
EVERYBODY = GETS[""]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("path", GETS)
def test_each_page_opens_to_those_it_is_for(client, people, url, path, language):
    for who in sorted(EVERYBODY):
        page = browse(client, people, who).get(url(path, language))
        if who in GETS[path]:
            settled = path == "/join" and who in ("applicant", "member", "coordinator", "banned")
            assert page.status == (303 if settled else 200), who
        elif who == "visitor":
            assert page.status == 303
            assert page.location == f"/{language}/login?next={quote(url(path, language), safe='/')}"
        else:
            assert page.status == 403, who


@pytest.mark.parametrize("path", POSTS)
def test_each_button_works_for_those_it_is_for(client, people, url, path):
    for who in sorted(EVERYBODY - POSTS[path]):
        page = browse(client, people, who).post(url(path))
        assert page.status == (303 if who == "visitor" else 403), who
    assert browse(client, people, "coordinator").get(url(path)).status == 405
    who = min(POSTS[path])
    page = browse(client, people, who).post(url(path))
    assert page.status == (409 if path.endswith("dismiss") else 303)


@pytest.mark.parametrize("path", [*POSTS, *GETS])
def test_a_change_needs_the_token(client, people, url, path):
    page = browse(client, people, "coordinator").post(url(path), csrf=False)
    assert page.status in (400, 405)


@pytest.mark.parametrize("path", WITH_ID)
def test_what_belongs_to_another_group_is_not_there(client, people, url, path):
    GroupFactory(slug="another")
    client.login(people["moderator"])
    send = client.post if path in POSTS else client.get
    assert send(url(path, slug="another")).status == 404


@pytest.mark.parametrize("path", WITH_ID)
def test_what_does_not_exist_is_not_there(client, people, group, path):
    client.login(people["coordinator"])
    names = ("invitation", "member", "applicant", "banned")
    address = f"/en/groups/{SLUG}" + path.format(**dict.fromkeys(names, uuid.uuid4()))
    send = client.post if path in POSTS else client.get
    assert send(address).status == 404


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("who", ["visitor", "stranger", "banned"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_hidden_group_is_like_no_group(client, people, url, who, language):
    browse(client, people, who)
    client.get(f"/{language}/about")  # so that the cookie is there and both answers set none
    for path in (*GETS, *POSTS):
        send = client.post if path in POSTS else client.get
        hidden, missing = (send(url(path, language, slug)) for slug in (SLUG, "n" * len(SLUG)))
        assert (hidden.status, missing.status) == (404, 404), path
        own = hidden.response.text.replace(SLUG, "n" * len(SLUG))
        assert tokenless(own) == tokenless(missing.response.text)
        assert headers(hidden) == headers(missing)


def tokenless(text):
    """The page without its tokens, which differ on every answer."""
    return [part.split('"', 1)[-1] for part in text.split('name="csrf_token" value="')]


def headers(page):
    return sorted((name, value) for name, value in page.response.headers if name not in OF_THIS_ANSWER)


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("who", ["applicant", "member", "coordinator", "moderator", "administrator"])
def test_a_hidden_group_is_there_for_its_own(client, people, url, who):
    browse(client, people, who)
    assert client.get(url("")).status == 200
    assert "Film nights" in client.get("/en/groups").text


def test_words_that_stand_in_the_place_of_an_address_lead_to_no_group(client, people):
    for word in ("mine", "invitations"):
        GroupFactory(slug=word, name_en="Trap")
    client.login(people["stranger"])
    assert client.get("/en/groups/mine").one("h1").text == "My groups"
    assert client.get("/en/groups/invitations/x").status == 409
