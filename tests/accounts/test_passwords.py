"""Passwords: kept as Argon2id, and as slow for accounts that do not exist."""

import importlib.util
import threading

import pytest
from argon2 import extract_parameters

from community.accounts import passwords as quickened


@pytest.fixture(scope="module")
def passwords():
    """The module as the site has it; the suite's own is quick."""
    spec = importlib.util.spec_from_file_location("passwords", quickened.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_password_fits_its_hash_and_no_other_does(passwords):
    stored = passwords.hash_password("small ripples")
    assert passwords.verify_password(stored, "small ripples")
    assert not passwords.verify_password(stored, "Small ripples")


def test_a_hash_is_argon2id_of_at_least_the_cost_that_owasp_asks(passwords):
    stored = passwords.hash_password("small ripples")
    parameters = extract_parameters(stored)
    assert stored.startswith("$argon2id$")
    assert parameters.memory_cost >= 46 * 1024
    assert parameters.time_cost >= 1


def test_the_same_password_is_never_kept_alike(passwords):
    assert passwords.hash_password("small ripples") != passwords.hash_password("small ripples")


def test_nothing_fits_an_account_that_does_not_exist_or_a_broken_hash(passwords):
    assert not passwords.verify_password(None, "nobody has this password")
    assert not passwords.verify_password("", "")
    assert not passwords.verify_password("garbled", "garbled")


def test_an_unknown_account_costs_the_same_computation(passwords, monkeypatch):
    class Hasher:
        def verify(self, stored, password):
            verified.append(extract_parameters(stored))
            return False

    verified, stored = [], passwords.hash_password("x")
    passwords.verify_password(None, "x")  # what is compared with is made once
    monkeypatch.setattr(passwords, "_hasher", Hasher())
    passwords.verify_password(None, "x")
    passwords.verify_password(stored, "x")
    assert len(verified) == 2
    assert verified[0] == verified[1]


def test_only_so_many_are_computed_at_once(passwords, monkeypatch):
    running, most, begun = 0, 0, threading.Semaphore(0)
    counting, go_on = threading.Lock(), threading.Event()

    class Hasher:
        def hash(self, password):
            nonlocal running, most
            with counting:
                running += 1
                most = max(most, running)
            begun.release()
            go_on.wait()
            with counting:
                running -= 1

    monkeypatch.setattr(passwords, "_hasher", Hasher())
    threads = [threading.Thread(target=passwords.hash_password, args=["x"]) for _ in range(9)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        begun.acquire()
    go_on.set()
    for thread in threads:
        thread.join()
    assert most == 4
