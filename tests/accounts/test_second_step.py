"""Logging in with a password and then a second factor."""

import re

import pytest
import sqlalchemy as sa
import time_machine

from community.accounts import operations
from community.accounts.codes import digest_of
from community.accounts.models import EventKind, MemberSession, MemberState, RecoveryCode, SecurityEvent
from community.accounts.passwords import hash_password
from community.crypto import sign
from community.db import db
from tests.authenticator import code_of, with_app
from tests.factories import PASSWORD, MemberFactory

STEP = "/en/login/second-step"
CODE = "7K2M-QX9D-0BVA"


@pytest.fixture
def member():
    return MemberFactory(moderator=True, address="mina@example.org")


@pytest.fixture
def secret(member):
    """The secret of the member's app; there is one recovery code, too."""
    db.session.add(RecoveryCode(member_id=member.id, digest=digest_of(CODE, member.id)))
    return with_app(member)


def first_step(client, path="/en/login", **fields):
    return client.post(path, {"email": "mina@example.org", "password": PASSWORD, **fields})


def sessions():
    return db.session.scalars(sa.select(MemberSession)).all()


def test_the_password_alone_leads_to_the_second_step_and_opens_nothing(client, member, secret):
    page = first_step(client)
    assert (page.status, page.location) == (303, STEP)
    assert sessions() == []
    assert client.get("/en/settings/security").location.startswith("/en/login")


def test_a_member_without_a_second_factor_is_in_at_once(client, member):
    assert first_step(client).location == "/en/"
    assert [session.second_factor for session in sessions()] == [False]


def test_the_code_of_the_app_opens_a_strong_session(client, member, secret):
    first_step(client)
    page = client.get(STEP)
    field = page.one("input[name=code]")
    assert (field["autocomplete"], field["inputmode"]) == ("one-time-code", "numeric")
    page = client.post(STEP, {"code": code_of(secret)})
    assert (page.status, page.location) == (303, "/en/")
    (session,) = sessions()
    assert (session.second_factor, session.remembered) == (True, False)
    assert client.get("/en/admin").status == 200


def test_next_and_remember_survive_the_second_step(client, member, secret):
    page = first_step(client, "/en/login?next=/en/admin", remember="y")
    assert page.location == f"{STEP}?next=/en/admin"
    page = client.post(page.location, {"code": code_of(secret)})
    assert page.location == "/en/admin"
    assert [session.remembered for session in sessions()] == [True]


def test_a_recovery_code_opens_too_and_says_how_many_are_left(client, member, secret, outbox):
    first_step(client)
    page = client.post(STEP, {"code": "", "recovery_code": CODE.lower()})
    assert page.status == 303
    assert "0 are left" in client.get("/en/about").text
    assert "You have 0 recovery codes left." in outbox()[0].text
    assert EventKind.CODE_USED in db.session.scalars(sa.select(SecurityEvent.kind)).all()


def test_every_wrong_code_gets_the_same_answer(client, member, secret):
    first_step(client)
    stale = code_of(secret)
    operations.use_app_code(member=member, code=stale)
    wrong = [
        {"code": "000000x"},
        {"code": stale},
        {"code": "", "recovery_code": ""},
        {"recovery_code": "AAAA-BBBB-CCCC"},
        {"recovery_code": "nonsense"},
    ]
    pages = [client.post(STEP, fields) for fields in wrong]
    assert {page.status for page in pages} == {422}
    answers = {re.sub(r'name="csrf_token" value="[^"]*"', "", page.response.text) for page in pages}
    assert len(answers) == 1
    assert sessions() == []


def test_what_was_typed_does_not_come_back(client, member, secret):
    first_step(client)
    page = client.post(STEP, {"code": "135791", "recovery_code": "ABCD-EFGH-JKMN"})
    assert "135791" not in page.response.text
    assert "ABCD-EFGH" not in page.response.text


def test_a_code_logs_in_once(client, new_client, member, secret):
    code = code_of(secret)
    other = new_client()
    first_step(client)
    first_step(other)
    assert client.post(STEP, {"code": code}).status == 303
    assert other.post(STEP, {"code": code}).status == 422
    assert len(sessions()) == 1


def test_without_the_first_step_there_is_no_second(client, member, secret):
    page = client.get(STEP)
    assert page.status == 200
    assert not page.has("input[name=code]")
    page = client.post(f"{STEP}?next=/en/admin", {"code": code_of(secret)})
    assert (page.status, page.location) == (303, "/en/login?next=/en/admin")
    assert sessions() == []


def test_the_first_step_lasts_ten_minutes(client, member, secret):
    with time_machine.travel("2026-11-22T10:00:00+00:00", tick=False) as clock:
        first_step(client)
        clock.shift(599)
        assert client.get(STEP).has("input[name=code]")
        clock.shift(3)
        assert client.post(STEP, {"code": code_of(secret)}).location == "/en/login"
    assert sessions() == []


def test_the_first_step_is_worth_nothing_with_another_password(client, member, secret):
    first_step(client)
    member.password_hash = hash_password("another tide comes in")
    db.session.commit()
    assert client.post(STEP, {"code": code_of(secret)}).location == "/en/login"


def test_the_first_step_is_worth_nothing_to_the_suspended(client, member, secret):
    first_step(client)
    member.state = MemberState.SUSPENDED
    db.session.commit()
    assert client.post(STEP, {"code": code_of(secret)}).location == "/en/login"


def test_the_first_step_is_one_member_s(client, member, secret):
    theirs = with_app(MemberFactory())
    first_step(client)
    assert client.post(STEP, {"code": code_of(theirs)}).status == 422


def test_a_signed_word_for_something_else_is_no_first_step(member):
    token = sign("reset", member.id.hex, "x", "1")
    assert operations.find_first_step(token) is None
    assert operations.find_first_step("") is None
