"""Another password: once logged in, and by a mailed link where the old one is forgotten."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from community.accounts.models import (
    EventKind,
    LinkPurpose,
    MailedLink,
    Member,
    MemberSession,
    MemberState,
    SecurityEvent,
    Totp,
)
from community.accounts.operations import (
    LinkNotValid,
    SessionEnded,
    authenticate,
    begin_totp,
    change_password,
    confirm_totp,
    end_sessions,
    find_reset,
    open_session,
    request_password_reset,
    reset_password,
)
from community.accounts.operations.resetting import RESET_LASTS
from community.accounts.queries import find_session, find_totp
from community.audit import list_entries
from community.db import atomic, db, now
from tests.authenticator import code_of
from tests.factories import PASSWORD, MemberFactory

PAGE = "/en/settings/security/password"
NEW_PASSWORD = "another four words here"


@pytest.fixture
def haru():
    return MemberFactory(address="haru@example.org", display_name="Haru", handle="haru-kim")


def session_of(member):
    session = find_session(open_session(member=member, device="firefox-linux").id)
    db.session.expunge(session)  # as a request has it
    return session


def events(kind):
    db.session.rollback()
    return db.session.scalars(sa.select(SecurityEvent).where(SecurityEvent.kind == kind)).all()


def asked_for_reset(outbox, address="haru@example.org"):
    request_password_reset(email=address)
    return re.search(r"/reset/(\S+)", outbox()[-1].text)[1]


def age_proofs():
    for session in db.session.scalars(sa.select(MemberSession)):
        session.proved_at = now() - timedelta(minutes=11)
    db.session.commit()


def fits(password):
    return authenticate(email="haru@example.org", password=password) is not None


# Logged in


def test_change_password_is_offered_on_the_page_about_security(client, haru):
    page = client.login(haru).get("/en/settings/security")
    assert page.has(f"main a[href='{PAGE}']")


def test_change_password_ends_every_other_session_and_tells_the_owner(client, new_client, haru, outbox):
    client.login(haru)
    other, neighbour = new_client().login(haru), new_client().login(MemberFactory())
    assert client.get(PAGE).one("#password")["autocomplete"] == "new-password"
    page = client.post(PAGE, {"password": NEW_PASSWORD})
    assert (page.status, page.location) == (303, "/en/settings/security")
    page = client.get(page.location)
    assert page.status == 200
    assert page.has(".notice-success")
    assert other.get("/en/settings/security").status == 303
    assert neighbour.get("/en/settings/security").status == 200
    assert fits(NEW_PASSWORD)
    assert not fits(PASSWORD)
    (mail,) = outbox()
    assert mail.recipient == "haru@example.org"
    assert "/en/password/forgot" in mail.text
    assert "/en/settings/security" in mail.text
    assert NEW_PASSWORD not in mail.text
    assert [event.device for event in events(EventKind.PASSWORD_CHANGED)] == ["firefox-linux"]
    assert [entry.action for entry in list_entries(None).items] == ["accounts.change_password"]


@pytest.mark.parametrize(
    "password", ["", "too short", "x" * 257, "qwertyuiop", "haru-kim-2024", "haru@example.org", "aaaaaaaaaaaa"]
)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_change_password_says_what_is_wrong_and_changes_nothing(client, haru, outbox, language, password):
    page = client.login(haru).post(PAGE.replace("en", language, 1), {"password": password})
    assert page.status == 422
    (sentence,) = page.errors
    assert sentence in page.one("#password-error").get_text(" ", strip=True)
    assert not page.one("#password").get("value")
    assert fits(PASSWORD)
    assert outbox() == []


@pytest.mark.parametrize(
    "password", [" small  tide, no shore ", ("바다 그리고 " * 40)[:255] + "돌", "🌊🐘🎈🍀🚲🧭🪁🎻🪵🪐"]
)
def test_a_new_password_is_taken_as_it_is_typed(client, haru, password):
    assert client.login(haru).post(PAGE, {"password": password}).status == 303
    assert fits(password)
    assert not fits(password[:-1])
    assert not fits(password[1:])


def test_change_password_asks_for_a_fresh_proof(client, haru):
    client.login(haru)
    age_proofs()
    for page in (client.get(PAGE), client.post(PAGE, {"password": NEW_PASSWORD})):
        assert (page.status, page.location.split("?")[0]) == (307, "/en/prove")
    assert fits(PASSWORD)


def test_change_password_of_a_visitor_leads_to_the_login(client):
    assert client.post(PAGE, {"password": NEW_PASSWORD}).location == "/en/login"


def test_change_password_in_a_session_that_the_owner_ended_meanwhile_is_refused(haru):
    stolen = session_of(haru)
    atomic(end_sessions)(haru)
    with pytest.raises(SessionEnded):
        change_password(session=stolen, password=NEW_PASSWORD)
    assert fits(PASSWORD)


def test_a_change_in_a_stolen_session_and_a_reset_at_the_same_moment_exclude_each_other(haru, outbox, race):
    token, stolen = asked_for_reset(outbox), session_of(haru)
    results = race(
        lambda: change_password(session=stolen, password="what the thief prefers"),
        lambda: reset_password(token=token, password=NEW_PASSWORD),
    )
    # Either the thief was first and the link died with the old password, told by mail, or the session ended.
    expected = {(None, LinkNotValid): "what the thief prefers", (SessionEnded, None): NEW_PASSWORD}
    outcome = tuple(type(result) if result else None for result in results)
    assert fits(expected[outcome])


def test_changes_at_the_same_moment_leave_one_password_and_one_session(haru, race):
    sessions = [session_of(haru) for _ in range(3)]
    choices = [f"{NEW_PASSWORD} {number}" for number in range(3)]
    pairs = zip(sessions, choices, strict=True)
    results = race(*[lambda pair=pair: change_password(session=pair[0], password=pair[1]) for pair in pairs])
    assert results.count(None) == 1
    assert [type(result) for result in results if result] == [SessionEnded] * 2
    assert fits(choices[results.index(None)])
    db.session.rollback()
    assert db.session.scalars(sa.select(MemberSession.id)).all() == [sessions[results.index(None)].id]


def test_change_password_takes_the_worth_from_mailed_links(haru, outbox):
    token = asked_for_reset(outbox)
    change_password(session=session_of(haru), password=NEW_PASSWORD)
    with pytest.raises(LinkNotValid):
        reset_password(token=token, password=PASSWORD)


# Forgotten


def test_a_reset_link_is_kept_as_a_digest_and_gone_when_used(haru, outbox):
    token = asked_for_reset(outbox)
    link = db.session.scalars(sa.select(MailedLink)).one()
    assert link.purpose is LinkPurpose.RESET_PASSWORD
    assert token.encode() not in link.token_digest
    assert link.payload is None
    reset_password(token=token, password=NEW_PASSWORD)
    assert db.session.scalars(sa.select(MailedLink)).all() == []


def test_a_reset_link_lasts_half_an_hour(haru, outbox):
    assert timedelta(minutes=30) == RESET_LASTS
    token = asked_for_reset(outbox)
    with time_machine.travel(now() + timedelta(minutes=31)):
        for use in (find_reset, lambda token: reset_password(token=token, password=NEW_PASSWORD)):
            with pytest.raises(LinkNotValid):
                use(token)
    with time_machine.travel(now() + timedelta(minutes=29)):
        reset_password(token=token, password=NEW_PASSWORD)


def test_somebody_elses_asking_takes_nothing_from_the_link_of_the_owner(haru, outbox):
    token = asked_for_reset(outbox)
    asked_for_reset(outbox)
    reset_password(token=token, password=NEW_PASSWORD)
    assert fits(NEW_PASSWORD)


def test_a_link_for_something_else_resets_nothing(haru, outbox):
    token = asked_for_reset(outbox)
    db.session.scalars(sa.select(MailedLink)).one().purpose = LinkPurpose.CONFIRM_EMAIL
    db.session.commit()
    with pytest.raises(LinkNotValid):
        reset_password(token=token, password=NEW_PASSWORD)


def test_reset_password_logs_nobody_in_and_ends_every_session(client, new_client, haru, outbox):
    elsewhere = new_client().login(haru)
    token = asked_for_reset(outbox)
    page = client.post(f"/en/password/reset/{token}", {"password": NEW_PASSWORD})
    assert (page.status, page.location) == (303, "/en/login")
    assert client.get("/en/settings/security").status == 303
    assert elsewhere.get("/en/settings/security").status == 303
    assert db.session.scalars(sa.select(MemberSession)).all() == []


def test_reset_password_keeps_the_second_factor(client, haru, outbox):
    begin_totp(member=haru)
    secret = find_totp(haru).secret
    confirm_totp(session=session_of(haru), code=code_of(secret))
    token = asked_for_reset(outbox)
    reset_password(token=token, password=NEW_PASSWORD)
    assert db.session.scalars(sa.select(Totp)).one().secret == secret
    page = client.post("/en/login", {"email": "haru@example.org", "password": NEW_PASSWORD})
    assert page.location.split("?")[0] == "/en/login/second-step"
    assert client.get("/en/settings/security").status == 303


def test_reset_password_tells_the_owner(client, haru, outbox):
    token = asked_for_reset(outbox)
    client.post(f"/en/password/reset/{token}", {"password": NEW_PASSWORD})
    mail = outbox()[-1]
    assert (mail.recipient, mail.template) == ("haru@example.org", "accounts/mail/password_changed")
    assert token not in mail.text
    assert len(events(EventKind.PASSWORD_RESET)) == 1


@pytest.mark.parametrize("password", ["haru-kim-2024", "qwertyuiop", "short", "haru@example.org"])
def test_reset_password_refuses_what_is_easily_guessed_and_the_link_stays(client, haru, outbox, password):
    token = asked_for_reset(outbox)
    page = client.post(f"/en/password/reset/{token}", {"password": password})
    assert page.status == 422
    assert page.has("#password-error")
    assert client.post(f"/en/password/reset/{token}", {"password": NEW_PASSWORD}).status == 303


def test_reset_password_of_somebody_suspended_while_it_was_computed_is_refused(haru, outbox, monkeypatch):
    token = asked_for_reset(outbox)
    real = reset_password.__globals__["hash_password"]

    def meanwhile(password):
        member = db.session.get(Member, haru.id)
        member.state = MemberState.SUSPENDED
        db.session.commit()
        return real(password)

    monkeypatch.setitem(reset_password.__globals__, "hash_password", meanwhile)
    with pytest.raises(LinkNotValid):
        reset_password(token=token, password=NEW_PASSWORD)


# Signing up


@pytest.mark.parametrize(
    ("fields", "password"),
    [
        ({"display_name": "김하루"}, "gkfngkfn1990"),
        ({"display_name": "River Song"}, "river-song-2024"),
        ({"email": "stone.skipper@example.org"}, "stoneskipper1"),
        ({}, "dlrjsqlalfqjsgh"),
        ({}, "localhost1234"),
    ],
)
def test_signup_refuses_what_is_easily_guessed(client, outbox, fields, password):
    form = {"display_name": "Mina", "email": "mina@example.org", "password": password} | fields
    page = client.post("/en/signup", form)
    assert page.status == 422
    assert page.has("#password-error")
    assert outbox() == []
    assert client.post("/en/signup", form | {"password": NEW_PASSWORD}).status == 303


# The fields


@pytest.mark.parametrize(
    ("path", "autocomplete"),
    [("/en/signup", "new-password"), ("/en/login", "current-password"), ("/en/password/forgot", None)],
)
def test_fields_for_passwords_help_password_managers_and_hinder_nobody(client, path, autocomplete):
    page = client.get(path)
    fields = page.select("input[type=password]")
    assert [field["autocomplete"] for field in fields] == ([autocomplete] if autocomplete else [])
    for field in fields:
        assert not {"maxlength", "pattern", "readonly", "onpaste"} & set(field.attrs)
        (button,) = page.select(f"button[type=button][data-reveal={field['id']}]")
        assert button.has_attr("hidden")  # nothing that does not work without a script is shown without one
    for meter in page.select(".strength"):
        assert meter.has_attr("hidden")
    assert len(page.select(".strength")) == (autocomplete == "new-password")
