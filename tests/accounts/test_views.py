"""The pages of accounts."""

import re
from urllib.parse import quote

import pytest

from community.accounts.models import Member, MemberState
from community.accounts.operations import confirm, open_session, request_password_reset
from community.crypto import sign
from community.db import db
from tests.factories import PASSWORD, MemberFactory

SIGNUP = {"display_name": "Haru", "email": "haru@example.org", "password": "four words that fit"}
NEW_PASSWORD = "another four words here"


@pytest.fixture
def haru():
    return MemberFactory(address="haru@example.org", display_name="Haru")


def log_in(client, path="/en/login", address="haru@example.org", password=PASSWORD):
    return client.post(path, {"email": address, "password": password})


def is_logged_in(client):
    return client.get("/en/groups/mine").status == 200


def linked_path(mail, part):
    """The path of a mailed link."""
    return re.search(rf"http://localhost(/\S+/{part}/\S+)", mail.text)[1]


def without_secrets(page):
    """A page's bytes, but for what differs at every request, and its headers, but for the session and its number."""
    body = re.sub(r'name="csrf_token" value="[^"]+"|data-question="[^"]+"', "", page.response.text)
    headers = {name: value for name, value in page.response.headers if name not in ("Set-Cookie", "X-Request-ID")}
    return page.status, headers, body


# Signing up


@pytest.mark.parametrize(("path", "heading"), [("/en/signup", "Join Ripples"), ("/ko/signup", "물결")])
def test_signup_in_both_languages(client, path, heading):
    assert heading in client.get(path).one("h1").get_text()


def test_signup_sends_a_link_that_logs_in(client, outbox):
    page = client.post("/en/signup", SIGNUP)
    assert (page.status, page.location) == (303, "/en/signup/sent")
    assert client.get(page.location).status == 200
    (mail,) = outbox()
    assert mail.recipient == "haru@example.org"
    path = linked_path(mail, "confirm")
    assert "Haru" in client.get(path).text
    page = client.post(path)
    assert (page.status, page.location) == (303, "/en/settings/profile")
    page = client.get(page.location)
    assert page.has("form")
    assert page.has(".notice-success")


def test_signup_leads_on_to_where_one_came_from(client, outbox):
    client.post("/ko/signup?next=/ko/groups?a=1", SIGNUP)
    assert client.post(linked_path(outbox()[0], "confirm")).location == "/ko/groups?a=1"


def test_signup_leads_nowhere_else(client, outbox):
    client.post("/en/signup?next=https://evil.example/en/", SIGNUP)
    assert client.post(linked_path(outbox()[0], "confirm")).location == "/en/settings/profile"


def test_signup_answers_alike_for_known_and_unknown_addresses(new_client, haru):
    answers = []
    for address in ("haru@example.org", "nobody@example.org"):
        client = new_client()
        client.get("/en/signup")
        page = client.post("/en/signup", SIGNUP | {"email": address})
        answers.append((without_secrets(page), without_secrets(client.get(page.location))))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", ""),
        ("display_name", "x"),
        ("display_name", "가" * 61),
        ("display_name", "https://evil.example"),
        ("display_name", "Haru\u202e"),
        ("email", ""),
        ("email", "haru"),
        ("email", "haru@example.org\0"),
        ("password", ""),
        ("password", "too short"),
        ("password", "x" * 257),
    ],
)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_signup_says_what_is_wrong_and_keeps_what_was_typed(client, outbox, language, field, value):
    page = client.post(f"/{language}/signup", SIGNUP | {field: value})
    assert page.status == 422
    (sentence,) = page.errors
    assert any("가" <= character <= "힣" for character in sentence) is (language == "ko")
    assert sentence in page.one(f"#{field}-error").get_text(" ", strip=True)
    assert page.one(f"#{field}")["aria-invalid"] == "true"
    for name in {"display_name", "email"} - {field}:
        assert page.one(f"#{name}")["value"] == SIGNUP[name]
    assert not page.one("#password").get("value")
    assert SIGNUP["password"] not in page.response.text
    assert outbox() == []


def test_signup_of_a_member_is_of_no_use(client, haru):
    page = client.login(haru).post("/en/signup", SIGNUP | {"email": "other@example.org"})
    assert (page.status, page.location) == (303, "/en/")
    assert db.session.query(Member).count() == 1


# Confirming


def test_confirm_happens_by_the_button_alone(client, app):
    member = MemberFactory(unconfirmed=True)
    path = f"/en/confirm/{sign('signup', member.id.hex, '')}"
    for _ in range(2):
        page = client.get(path)
        assert page.has("main form[method=post] button")
    app.test_client().head(path)
    db.session.expire_all()
    assert member.state is MemberState.UNCONFIRMED
    assert not is_logged_in(client)
    assert client.post(path, csrf=False).status == 400
    assert client.post(path).status == 303
    db.session.expire_all()
    assert member.state is MemberState.ACTIVE
    assert is_logged_in(client)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_confirm_twice_says_so(new_client, language):
    member = MemberFactory(unconfirmed=True)
    token = sign("signup", member.id.hex, "")
    confirm(token=token)
    page = new_client().post(f"/{language}/confirm/{token}")
    assert page.status == 409
    assert ("This link has been used" in page.text) is (language == "en")
    assert ("가" <= page.one("h1").get_text()[0] <= "힣") is (language == "ko")


@pytest.mark.parametrize("token", ["x", "하루", "a.b.c", "%00"])
def test_confirm_with_a_made_up_link_says_so(client, token):
    for page in (client.get(f"/en/confirm/{token}"), client.post(f"/en/confirm/{token}")):
        assert page.status in (404, 409)


def test_confirm_ends_the_session_of_whoever_sat_there_before(client, haru):
    member = MemberFactory(unconfirmed=True, display_name="Newcomer")
    client.login(haru)
    client.post(f"/en/confirm/{sign('signup', member.id.hex, '')}")
    assert "Newcomer" in client.get("/en/").one("header .self").get_text()


# Logging in and out


def test_login(client, haru):
    page = log_in(client, "/ko/login", "HARU@example.org")
    assert (page.status, page.location) == (303, "/en/")  # the member's own language
    assert is_logged_in(client)


def test_login_leads_back_to_where_one_wanted_to_go(client, haru):
    page = client.get("/en/groups/mine?after=1")
    assert (page.status, page.location) == (303, f"/en/login?next={quote('/en/groups/mine?after=1', safe='/?')}")
    page = log_in(client, page.location)
    assert page.location == "/en/groups/mine?after=1"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/en/", "//evil.example/en/", "/\\evil.example", "javascript:alert(1)", "//[", "/fr/"],
)
def test_login_leads_nowhere_else(client, haru, target):
    assert log_in(client, f"/en/login?next={quote(target, safe='')}").location == "/en/"


def test_login_says_the_same_whatever_is_wrong(new_client, haru):
    MemberFactory(address="unconfirmed@example.org", unconfirmed=True)
    MemberFactory(address="suspended@example.org", suspended=True)
    attempts = {
        "haru@example.org": "not the password",
        "unconfirmed@example.org": PASSWORD,
        "suspended@example.org": PASSWORD,
        "nobody@example.org": PASSWORD,
    }
    answers = []
    for address, password in attempts.items():
        client = new_client()
        client.get("/en/login")
        page = log_in(client, "/en/login", address, password)
        assert page.status == 422
        assert len(page.errors) == 1
        assert page.one("#email")["value"] == address
        assert not page.one("#password").get("value")
        assert not is_logged_in(client)
        status, headers, body = without_secrets(page)
        answers.append((status, headers | {"Content-Length": ""}, body.replace(address, "")))
    assert answers == [answers[0]] * 4


def test_login_begins_a_new_session(client, haru):
    with client._session() as session:
        session["planted"] = "by somebody who sat there before"
        session["csrf_token"] = "planted"
    log_in(client)
    with client._session() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != "planted"


def test_login_ends_when_a_member_is_suspended(client, haru):
    log_in(client)
    assert is_logged_in(client)
    haru.state = MemberState.SUSPENDED
    db.session.commit()
    assert not is_logged_in(client)
    assert not client.get("/en/").has("header .self")


def test_login_cannot_be_made_up(client, haru):
    log_in(client)
    with client._session() as session:
        identity, secret = session["_user_id"].split(".")
    other = open_session(member=MemberFactory(), device="").get_id()
    for made_up in (
        *("", ".", "x.y", "하루.하루", identity, f"{identity}.", f".{secret}", f"{identity}.{secret[:-1]}"),
        *(f"{identity}.{other.split('.')[1]}", f"{other.split('.')[0]}.{secret}", f"{haru.id.hex}.{secret}"),
    ):
        with client._session() as session:
            session["_user_id"] = made_up
        assert not is_logged_in(client)


def test_logout(client, haru):
    log_in(client)
    assert client.post("/en/logout", csrf=False).status == 400
    assert is_logged_in(client)
    page = client.post("/ko/logout")
    assert (page.status, page.location) == (303, "/ko/")
    assert not is_logged_in(client)
    with client._session() as session:
        assert "_user_id" not in session


# A forgotten password


def test_reset_password_by_the_mailed_link(client, new_client, haru, outbox):
    elsewhere = new_client()
    log_in(elsewhere)
    page = client.post("/ko/password/forgot", {"email": "haru@example.org"})
    assert (page.status, page.location) == (303, "/ko/password/forgot/sent")
    assert client.get(page.location).status == 200
    path = linked_path(outbox()[0], "reset")
    assert client.get(path).one("#password")["autocomplete"] == "new-password"
    assert is_logged_in(elsewhere)
    page = client.post(path, {"password": NEW_PASSWORD})
    assert (page.status, page.location) == (303, "/en/login")
    assert not is_logged_in(elsewhere)
    assert not is_logged_in(client)
    assert log_in(client).status == 422
    assert log_in(client, password=NEW_PASSWORD).status == 303
    for page in (new_client().get(path), new_client().post(path, {"password": PASSWORD})):
        assert page.status == 409


def test_reset_password_says_what_is_wrong(client, haru, outbox):
    request_password_reset(email="haru@example.org")
    page = client.post(linked_path(outbox()[0], "reset"), {"password": "short"})
    assert page.status == 422
    assert page.has("#password-error")


def test_forgot_password_answers_alike_for_known_and_unknown_addresses(new_client, haru, outbox):
    answers = []
    for address in ("haru@example.org", "nobody@example.org"):
        client = new_client()
        client.get("/en/password/forgot")
        page = client.post("/en/password/forgot", {"email": address})
        answers.append((without_secrets(page), without_secrets(client.get(page.location))))
    assert answers[0] == answers[1]
    assert len(outbox()) == 1
