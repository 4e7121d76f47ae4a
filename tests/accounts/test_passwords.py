"""Passwords: kept as Argon2id by the settings, a few at a time, and as slow for accounts that do not exist."""

import threading
import time

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher, extract_parameters

from community.accounts import passwords
from community.accounts.models import Member
from community.accounts.operations import authenticate, request_password_reset, reset_password
from community.accounts.passwords import Hashing, TooManyAtOnce
from community.config import load_config
from community.db import db
from tests.conftest import SECONDS_TO_MEET
from tests.factories import PASSWORD, MemberFactory

OLD = PasswordHasher(time_cost=2, memory_cost=512, parallelism=1)
NEW_PASSWORD = "another four words here"


def quick(at_once=4):
    return Hashing(time=1, memory=1, parallelism=1, at_once=at_once)


class Watched:
    """A hasher that does what the real one does, and knows how many do it at the same moment.

    The first ones wait until so many are at it; from then on each dawdles, so that one too many would be seen.
    """

    def __init__(self, real, together):
        self.real, self.together = real, together
        self.running = self.most = self.calls = 0
        self.counting = threading.Lock()
        self.meeting = threading.Barrier(together, timeout=SECONDS_TO_MEET)

    def hash(self, password):
        return self._watch(self.real.hash, password)

    def verify(self, stored, password):
        return self._watch(self.real.verify, stored, password)

    def check_needs_rehash(self, stored):
        return self.real.check_needs_rehash(stored)

    def _watch(self, function, *values):
        with self.counting:
            self.running += 1
            self.calls += 1
            self.most = max(self.most, self.running)
            early = self.calls <= self.together
        try:
            if early:
                self.meeting.wait()
            time.sleep(0.05)
            return function(*values)
        finally:
            with self.counting:
                self.running -= 1


@pytest.fixture
def watch(app, monkeypatch):
    """Have the application compute so many at once, each for a while, and see how many it does."""
    monkeypatch.setattr(passwords, "LONGEST_WAIT", SECONDS_TO_MEET)

    def install(at_once, together=1):
        hashing = quick(at_once)
        hashing._hasher = Watched(hashing._hasher, together)
        monkeypatch.setitem(app.extensions, "hashing", hashing)
        return hashing._hasher

    return install


def stored_hash():
    db.session.rollback()
    return db.session.scalars(sa.select(Member.password_hash)).one()


# Keeping


def test_a_password_fits_its_hash_and_no_other_does():
    stored = quick().hash("small ripples")
    assert quick().verify(stored, "small ripples")
    assert not quick().verify(stored, "Small ripples")
    assert not quick().verify(stored, "small ripple")


def test_every_character_of_a_long_password_counts():
    long = "물결 🌊 " * 51
    stored = quick().hash(long)
    assert quick().verify(stored, long)
    assert not quick().verify(stored, long[:-1])


def test_a_hash_is_argon2id_of_at_least_the_cost_that_owasp_asks(tmp_path):
    config = load_config({"COMMUNITY_INSTANCE": str(tmp_path)})
    hashing = Hashing(
        time=config.argon2_time,
        memory=config.argon2_memory,
        parallelism=config.argon2_parallelism,
        at_once=config.argon2_at_once,
    )
    stored = hashing.hash("small ripples")
    parameters = extract_parameters(stored)
    assert stored.startswith("$argon2id$")
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (46 * 1024, 3, 1)


def test_the_same_password_is_never_kept_alike():
    assert quick().hash("small ripples") != quick().hash("small ripples")


def test_nothing_fits_an_account_that_does_not_exist_or_a_broken_hash():
    for stored in (None, "", "garbled"):
        for password in ("", "garbled", "nobody has this password"):
            assert not quick().verify(stored, password)


def test_an_unknown_account_costs_the_same_computation_from_the_first_time_on():
    verified = []

    class Hasher:
        def verify(self, stored, password):
            verified.append(extract_parameters(stored))

    hashing = Hashing(time=3, memory=2, parallelism=1, at_once=1)
    stored = hashing.hash("x")
    hashing._hasher = Hasher()
    assert not hashing.verify(None, "x")
    assert hashing.verify(stored, "x")
    assert len(verified) == 2
    assert verified[0] == verified[1]


# A few at a time


@pytest.mark.parametrize("at_once", [1, 3])
def test_a_storm_of_logins_computes_no_more_at_once_than_the_settings_say(watch, race, at_once):
    member = MemberFactory(address="haru@example.org")
    watched = watch(at_once, together=at_once)
    storm = [lambda: authenticate(email="haru@example.org", password=PASSWORD).id] * 5
    storm += [lambda: authenticate(email="nobody@example.org", password=PASSWORD)] * 5
    identity = member.id
    assert race(*storm) == [identity] * 5 + [None] * 5
    assert watched.calls == 10
    assert watched.most == at_once


def test_control_where_more_are_allowed_more_are_computed_at_once(watch, race):
    watched = watch(10, together=10)
    race(*[lambda: authenticate(email="nobody@example.org", password=PASSWORD)] * 10)
    assert watched.most == 10


@pytest.mark.parametrize("language", ["en", "ko"])
def test_who_does_not_get_their_turn_in_time_is_asked_to_come_back(app, client, watch, monkeypatch, language):
    MemberFactory(address="haru@example.org")
    watch(1)
    monkeypatch.setattr(passwords, "LONGEST_WAIT", 0.05)
    form = {"email": "haru@example.org", "password": PASSWORD}
    places = app.extensions["hashing"]._places
    with places:
        page = client.post(f"/{language}/login", form)
    assert page.status == 503
    assert int(page.response.headers["Retry-After"]) > 0
    assert page.has("main h1")
    assert client.post(f"/{language}/login", form).status == 303  # the place was given back


def test_a_place_is_given_back_whatever_happens(app, watch, monkeypatch):
    watch(1)
    monkeypatch.setattr(passwords, "LONGEST_WAIT", 0.05)
    hashing = app.extensions["hashing"]
    for _ in range(2):
        with pytest.raises(AttributeError):
            hashing.hash(None)
    with hashing._places, pytest.raises(TooManyAtOnce):
        hashing.hash("x")
    assert hashing.hash("x")


def test_nobody_waits_with_a_connection_in_hand(watch, monkeypatch):
    MemberFactory(address="haru@example.org")
    real = authenticate.__globals__["verify_password"]
    waiting = []

    def verify(stored, password):
        waiting.append(db.session().in_transaction())
        return real(stored, password)

    monkeypatch.setitem(authenticate.__globals__, "verify_password", verify)
    assert authenticate(email="haru@example.org", password=PASSWORD) is not None
    assert waiting == [False]


# Renewing


def test_a_login_renews_a_hash_of_other_parameters_once():
    MemberFactory(address="haru@example.org", password_hash=OLD.hash(PASSWORD))
    old = stored_hash()
    assert authenticate(email="haru@example.org", password="wrong all along") is None
    assert stored_hash() == old
    assert authenticate(email="haru@example.org", password=PASSWORD) is not None
    renewed = stored_hash()
    parameters = extract_parameters(renewed)
    assert (parameters.memory_cost, parameters.time_cost) == (1024, 1)
    assert authenticate(email="haru@example.org", password=PASSWORD) is not None
    assert stored_hash() == renewed


def test_a_renewed_hash_never_brings_back_a_password_that_was_changed_meanwhile(monkeypatch, outbox):
    MemberFactory(address="haru@example.org", password_hash=OLD.hash(PASSWORD))
    request_password_reset(email="haru@example.org")
    token = outbox()[-1].text.split("/reset/")[1].split()[0]
    real = authenticate.__globals__["hash_password"]

    def meanwhile(password):
        reset_password(token=token, password=NEW_PASSWORD)
        return real(password)

    monkeypatch.setitem(authenticate.__globals__, "hash_password", meanwhile)
    authenticate(email="haru@example.org", password=PASSWORD)
    assert authenticate(email="haru@example.org", password=PASSWORD) is None
    assert authenticate(email="haru@example.org", password=NEW_PASSWORD) is not None


def test_a_login_goes_on_where_there_is_no_time_to_renew_the_hash(monkeypatch):
    MemberFactory(address="haru@example.org", password_hash=OLD.hash(PASSWORD))

    def crowded(password):
        raise TooManyAtOnce

    monkeypatch.setitem(authenticate.__globals__, "hash_password", crowded)
    old = stored_hash()
    assert authenticate(email="haru@example.org", password=PASSWORD) is not None
    assert stored_hash() == old
