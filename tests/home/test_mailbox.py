"""The mailbox of a developer's machine."""

import dataclasses

import pytest

from community import delivery
from community.accounts import operations
from community.errands import run_due_errands

ABSENT = "20260101T000000000000-abcdef01.eml"
AWAY = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def mailbox(app):
    """The folder where mails lie."""
    folder = app.config["COMMUNITY"].instance / "mailbox"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def letter(mailbox):
    """The name of a delivered mail that confirms a sign-up."""
    operations.sign_up(email="mina@example.org", password="a long password", display_name="Mina", language="en")
    run_due_errands()
    delivery.deliver_due()
    [path] = mailbox.glob("*.eml")
    return path.name


@pytest.mark.parametrize("path", ["/_mailbox", "/en/_mailbox", "/ko/_mailbox"])
def test_index_says_when_there_is_nothing(client, mailbox, path):
    assert client.get(path).has(".empty")


def test_index_lists_recipient_and_subject_newest_first(client, mailbox, letter):
    operations.sign_up(email="later@example.org", password="a long password", display_name="L", language="ko")
    run_due_errands()
    delivery.deliver_due()
    rows = [row.get_text(" ", strip=True) for row in client.get("/_mailbox").select(".rows li")]
    assert "later@example.org" in rows[0]
    assert "mina@example.org" in rows[1]
    assert "Confirm your address at Ripples" in rows[1]


def test_index_ignores_what_is_no_mail(client, mailbox, letter):
    (mailbox / "20260101T000000000000-abcdef01.partial").write_text("half")
    (mailbox / "notes.eml").write_text("Subject: no")
    assert len(client.get("/_mailbox").select(".rows li")) == 1


def test_message_shows_the_text_and_its_link_works(client, letter):
    page = client.get(f"/_mailbox/{letter}")
    link = page.one(".letter a")
    assert link["href"].startswith("/en/confirm/")
    assert client.get(link["href"]).status == 200


def test_message_links_nowhere_else(client, mailbox):
    (mailbox / ABSENT).write_text(
        "To: a@example.org\nSubject: S\nDate: today\nContent-Type: text/plain\n\n"
        "http://localhost/en/login. http://localhost//evil.example/x http://localhost.evil.example/ "
        "https://evil.example/ http://localhost\\evil.example <b>bold</b>\n"
    )
    page = client.get(f"/_mailbox/{ABSENT}")
    assert [link["href"] for link in page.select(".letter a")] == ["/en/login"]
    assert not page.has(".letter b")


@pytest.mark.parametrize(
    "name",
    [
        "nothing.eml",
        ABSENT,
        "..%2Fsecret-key",
        "%2e%2e",
        "20260101T000000000000-abcdef01.eml%00",
    ],
)
def test_message_answers_404_to_other_names(client, mailbox, name):
    assert client.get(f"/_mailbox/{name}").status == 404


def test_mailbox_is_for_this_machine_only(client, letter):
    assert client.get("/_mailbox", environ_base=AWAY).status == 404
    assert client.get(f"/_mailbox/{letter}", environ_base=AWAY).status == 404
    assert client.get("/_mailbox", environ_base={"REMOTE_ADDR": "::1"}).status == 200


@pytest.mark.parametrize("change", [{"mail_url": "smtp://mail.example.org"}, {"production": True}])
def test_mailbox_is_closed_where_mail_leaves_or_in_production(app, client, letter, monkeypatch, change):
    monkeypatch.setitem(app.config, "COMMUNITY", dataclasses.replace(app.config["COMMUNITY"], **change))
    assert client.get("/_mailbox").status == 404
    assert client.get(f"/_mailbox/{letter}").status == 404
