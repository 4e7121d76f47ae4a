"""The pages of accounts."""

from tests.factories import PASSWORD, MemberFactory

SIGNUP = {"display_name": "Haru", "email": "haru@example.org", "password": "four words that fit"}


def test_signup_in_both_languages(client):
    assert client.get("/en/signup").one("h1").get_text() == "Join Ripples"
    assert client.get("/ko/signup").status == 200


def test_signup_sends_a_link_that_logs_in(client, outbox):
    page = client.post("/en/signup", SIGNUP)
    assert (page.status, page.location) == (303, "/en/signup/sent")
    (mail,) = outbox()
    assert mail.recipient == "haru@example.org"
    path = next(line for line in mail.text.splitlines() if "/confirm/" in line).removeprefix("http://localhost")
    assert "Haru" in client.get(path).text
    page = client.post(path)
    assert page.location == "/en/settings/profile"
    assert client.get(page.location).has("form")


def test_login_with_wrong_password_keeps_the_address(client):
    MemberFactory(address="haru@example.org")
    page = client.post("/en/login", {"email": "haru@example.org", "password": "not this one at all"})
    assert page.status == 422
    assert page.errors
    assert page.one("#email")["value"] == "haru@example.org"


def test_login(client):
    MemberFactory(address="haru@example.org")
    page = client.post("/ko/login", {"email": "HARU@example.org", "password": PASSWORD})
    assert page.status == 303
