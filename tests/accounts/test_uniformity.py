"""Nobody learns who has an account: neither from the bytes of an answer nor from the time that it takes."""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle

import pytest
import time_machine
from flask import Flask, current_app
from werkzeug.test import TestResponse

from community.accounts import operations
from community.accounts.operations import CONFIRMATION_LASTS, UnknownAddress, logging_in, resetting, signing_up
from community.accounts.passwords import hash_password
from community.accounts.queries import find_confirmed_by_address, find_member
from community.crypto import sign
from community.db import now
from community.endorsements.operations import endorsing, refuse
from tests.apps import another_app
from tests.conftest import ON_POSTGRESQL
from tests.endorsements.factories import EndorsementFactory
from tests.factories import PASSWORD, MemberFactory
from tests.telling import Asker, Request, everything_said, separability, tellable

PAIRS = 500
PAIRS_OF_CONTROL = 150
SUBJECTS = 60  # of each kind; none is asked about often
TELLS_NOTHING = 0.6
TELLS = 0.8


# Who is asked about


def _address() -> str:
    return f"{uuid.uuid4().hex[:12]}@example.org"  # all of the same length


def stranger() -> str:
    """An address that nobody knows here."""
    return _address()


def member(**values: object) -> str:
    """An address with an account."""
    return MemberFactory(address=_address(), **values).email


def suspended() -> str:
    """An address whose account is shut out."""
    return member(suspended=True)


def unconfirmed() -> str:
    """An address that somebody signed up with, and that is not confirmed."""
    return member(unconfirmed=True)


def endorser() -> str:
    """An address that has endorsed."""
    return EndorsementFactory(address=_address()).email


def pending() -> str:
    """An address that somebody endorsed with, and that is not confirmed."""
    return EndorsementFactory(address=_address(), pending=True).email


def household() -> str:
    """An address with which as many people have endorsed as may, under other names."""
    address = _address()
    for name in ("Kim Bird", "Kim Tree"):
        EndorsementFactory(address=address, name=name)
    return address


def crowded() -> str:
    """An address at which no more endorsements can wait."""
    address = _address()
    for name in ("Kim Bird", "Kim Tree", "Kim Stone"):
        EndorsementFactory(address=address, name=name, pending=True)
    return address


def refuser() -> str:
    """An address whose owner wants no mail about endorsing."""
    endorsement = EndorsementFactory(address=_address(), pending=True)
    address = endorsement.email
    refuse(token=sign("endorse-confirm", endorsement.id.hex))
    return address


def used(id_hex: str) -> str:
    """A confirmation link that has been used."""
    return sign("signup", id_hex, "")


def expired(id_hex: str) -> str:
    """A confirmation link whose time is over."""
    with time_machine.travel(now() - CONFIRMATION_LASTS * 2):
        return sign("signup", id_hex, "")


def forged(id_hex: str) -> str:
    """A confirmation link with another's signature."""
    return sign("reset", id_hex, "")


# What is asked


@dataclass(frozen=True)
class Question:
    """The form of a page about an address, or the button behind a link of signing up; about one known, one unknown."""

    page: str
    known: Callable[[], str]
    fields: dict[str, object] | None = None
    unknown: Callable[[], str] = stranger

    def ask(self, asker: Asker, subject: str) -> TestResponse:
        """Send the form about this address, or press the button behind this link."""
        if self.fields is None:
            return asker.post({}, f"/en/confirm/{subject}")
        return asker.post({**self.fields, "email": subject})

    def repeat(self, asker: Asker, subject: Callable[[], str]) -> Iterator[Request]:
        """The same question over and over, about ever others."""
        subjects = [subject() for _ in range(SUBJECTS)]
        return (partial(self.ask, asker, one) for one in cycle(subjects))


def about_link(kind: Callable[[str], str]) -> Question:
    """The button behind a link, whose id belongs to a member or to nobody."""
    return Question("/en/login", lambda: kind(MemberFactory().id.hex), unknown=lambda: kind(uuid.uuid4().hex))


def login(known: Callable[[], str], password: str = PASSWORD) -> Question:
    """Logging in; with the right password, where there is one."""
    return Question("/en/login", known, {"password": password})


SIGNUP = {"display_name": "Haru", "password": "grey herons wait by rivers"}
ENDORSE = {
    "commitments": ["2", "5"],
    "pledge_5": "I will translate.",
    "shown": "named",
    "name": "Kim Haneul",
    "country": "KR",
}
QUESTIONS = {
    "login, wrong password": login(member, "not the password"),
    "login, unconfirmed": login(unconfirmed),
    "login, suspended": login(suspended),
    "signup, member": Question("/en/signup", member, SIGNUP),
    "reset, member": Question("/en/password/forgot", member, {}),
    "endorse, endorser": Question("/en/endorse", endorser, ENDORSE),
    "confirm, used": about_link(used),
    "confirm, expired": about_link(expired),
    "confirm, forged": about_link(forged),
}
# Whose answers come by the same way as one of the above; their bytes are compared all the same.
MORE_QUESTIONS = {
    "signup, suspended": Question("/en/signup", suspended, SIGNUP),
    "signup, unconfirmed": Question("/en/signup", unconfirmed, SIGNUP),
    "reset, suspended": Question("/en/password/forgot", suspended, {}),
    "reset, unconfirmed": Question("/en/password/forgot", unconfirmed, {}),
    "endorse, member": Question("/en/endorse", member, ENDORSE),
    "endorse, pending": Question("/en/endorse", pending, ENDORSE),
    "endorse, refuser": Question("/en/endorse", refuser, ENDORSE),
    "endorse, household": Question("/en/endorse", household, ENDORSE),
    "endorse, crowded": Question("/en/endorse", crowded, ENDORSE),
}


# By bytes


def answers(app: Flask, question: Question, subject: Callable[[], str]) -> list[object]:
    """Everything that is said to a question, also on the page to which it leads, without what was typed."""
    asker, name = Asker(app, question.page), subject()
    said = [question.ask(asker, name)]
    if said[0].location:
        said.append(asker.send("GET", said[0].location))
    return [everything_said(response, name) for response in said]


@pytest.mark.parametrize("question", (QUESTIONS | MORE_QUESTIONS).values(), ids=QUESTIONS | MORE_QUESTIONS)
def test_an_answer_is_the_same_whoever_is_asked_about(app, question):
    assert answers(app, question, question.known) == answers(app, question, question.unknown)


def test_control_another_answer_is_noticed(app, monkeypatch):
    """A site that kindly says that there is no such account."""
    real = operations.request_password_reset

    def refuse_strangers(*, email):
        if find_confirmed_by_address(email) is None:
            raise UnknownAddress
        real(email=email)

    question = QUESTIONS["reset, member"]
    monkeypatch.setattr(operations, "request_password_reset", refuse_strangers)
    assert answers(app, question, question.known) != answers(app, question, question.unknown)


def test_attempts_run_out_alike(app):
    """Each attempt comes from another network, so that only those of the account are counted."""
    question = QUESTIONS["login, wrong password"]
    with another_app(app, LIMITS="on") as limited, time_machine.travel(now(), tick=False):
        said = []
        for subject in (question.known, question.unknown):
            asker, name = Asker(limited, question.page), subject()
            fields = {**question.fields, "email": name}
            networks = [{"REMOTE_ADDR": f"192.0.2.{number}"} for number in range(15)]
            answered = [asker.post(fields, environ_base=network) for network in networks]
            said.append([everything_said(response, name) for response in answered])
    assert said[0] == said[1]
    assert {status for status, *_rest in said[0]} == {422, 429}


# By time


def tell(app: Flask, question: Question, pairs: int) -> float:
    """How well the time of the answer tells whether somebody is known."""
    asker = Asker(app, question.page)
    return tellable(question.repeat(asker, question.known), question.repeat(asker, question.unknown), pairs)


# The other answers leave the looking up to the worker, whatever the database: once is enough.
LOOKED_UP = ("login", "confirm")
TIMED = {name: asked for name, asked in QUESTIONS.items() if name.startswith(LOOKED_UP) or not ON_POSTGRESQL}


@pytest.mark.parametrize("question", TIMED.values(), ids=TIMED)
def test_an_answer_takes_as_long_whoever_is_asked_about(app, question):
    assert tell(app, question, PAIRS) < TELLS_NOTHING


def test_control_an_unknown_account_without_a_password_to_compare_is_noticed(app, monkeypatch):
    """With a hash that costs a third of the least that a real site may use (OWASP: 19 MiB, two passes)."""
    real = logging_in.verify_password
    monkeypatch.setattr(logging_in, "verify_password", lambda stored, typed: bool(stored) and real(stored, typed))
    with another_app(app, ARGON2_MEMORY="12", ARGON2_TIME="1") as slower:
        with slower.app_context():
            kept = hash_password(PASSWORD)
        question = login(lambda: member(password_hash=kept), "not the password")
        assert tell(slower, question, PAIRS_OF_CONTROL) > TELLS


@pytest.mark.parametrize(
    ("module", "name"),
    [(signing_up, "signup, member"), (resetting, "reset, member"), (endorsing, "endorse, refuser")],
)
def test_control_what_is_done_before_the_answer_is_noticed(app, monkeypatch, module, name):
    def do_at_once(kind, due_at=None, **payload):
        current_app.extensions["errands"][kind](**json.loads(json.dumps(payload)))

    monkeypatch.setattr(module, "defer", do_at_once)
    assert tell(app, (QUESTIONS | MORE_QUESTIONS)[name], PAIRS_OF_CONTROL) > TELLS


def test_control_a_used_link_whose_member_is_loaded_is_noticed(app, monkeypatch):
    monkeypatch.setattr(signing_up, "find_unconfirmed", find_member)
    assert tell(app, QUESTIONS["confirm, used"], PAIRS_OF_CONTROL) > TELLS


@pytest.mark.parametrize(
    ("one", "other", "area"),
    [
        ([1, 2, 3, 4], [5, 6, 7, 8], 1.0),
        ([5, 6, 7, 8], [1, 2, 3, 4], 1.0),
        ([1, 4, 5, 8], [2, 3, 6, 7], 0.5),
        ([1, 101, 201, 301], [2, 102, 202, 302], 1.0),  # told by the pairs alone
    ],
)
def test_separability_is_what_the_best_classifier_reaches(one, other, area):
    assert separability(one, other) == area
