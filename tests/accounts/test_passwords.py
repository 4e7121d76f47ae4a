"""Passwords: kept as Argon2id, and as slow for accounts that do not exist."""

import threading

import pytest

from community.accounts import passwords
from community.accounts.passwords import hash_password, verify_password

pytestmark = pytest.mark.bare


def test_a_password_fits_its_hash_and_no_other_does():
    stored = hash_password("small ripples")
    assert stored.startswith("$argon2id$")
    assert verify_password(stored, "small ripples")
    assert not verify_password(stored, "Small ripples")


def test_the_same_password_is_never_kept_alike():
    assert hash_password("small ripples") != hash_password("small ripples")


def test_nothing_fits_an_account_that_does_not_exist_or_a_broken_hash():
    assert not verify_password(None, "nobody has this password")
    assert not verify_password("", "")
    assert not verify_password("garbled", "garbled")


def test_an_unknown_account_costs_the_same_computation(monkeypatch):
    class Hasher:
        def verify(self, stored, password):
            verified.append(stored)
            return real.verify(stored, password)

    verified, real = [], passwords._hasher
    monkeypatch.setattr(passwords, "_hasher", Hasher())
    verify_password(None, "x")
    verify_password(hash_with(real, "y"), "x")
    parameters = [stored.rsplit("$", 2)[0] for stored in verified]
    assert parameters[0] == parameters[1]


def hash_with(hasher, password):
    return hasher.hash(password)


def test_only_so_many_are_computed_at_once(monkeypatch):
    running, most, all_in = 0, 0, threading.Semaphore(0)
    counting = threading.Lock()
    go_on = threading.Event()

    class Hasher:
        def hash(self, password):
            nonlocal running, most
            with counting:
                running += 1
                most = max(most, running)
            all_in.release()
            go_on.wait()
            with counting:
                running -= 1

    monkeypatch.setattr(passwords, "_hasher", Hasher())
    threads = [threading.Thread(target=hash_password, args=["x"]) for _ in range(9)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        all_in.acquire()
    go_on.set()
    for thread in threads:
        thread.join()
    assert most == 4
