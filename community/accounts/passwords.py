"""Passwords: kept as Argon2id (RFC 9106), with a bound on how many are computed at once."""

import base64
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, current_app

MINIMUM = 10
MAXIMUM = 256
LONGEST_WAIT = 10  # seconds


class TooManyAtOnce(Exception):
    """So many passwords are being computed that this one did not get its turn in time."""


class Hashing:
    """How one installation keeps passwords.

    time: passes over the memory. memory: MiB for each computation. parallelism: lanes of one computation.
    at_once: how many are computed at the same moment; a storm of log-ins waits rather than exhausting the memory.
    """

    def __init__(self, *, time: int, memory: int, parallelism: int, at_once: int) -> None:
        self._hasher = PasswordHasher(time_cost=time, memory_cost=memory * 1024, parallelism=parallelism)
        self._places = threading.BoundedSemaphore(at_once)
        # What the password of an unknown account is compared with. Chance is its digest: no password has it.
        salt, digest = (base64.b64encode(secrets.token_bytes(count)).decode().rstrip("=") for count in (16, 32))
        self._nobody = f"$argon2id$v=19$m={memory * 1024},t={time},p={parallelism}${salt}${digest}"

    def hash(self, password: str) -> str:
        """The hash to keep for a password; raises TooManyAtOnce."""
        with self._place():
            return self._hasher.hash(password)

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether a password fits the hash; where there is none as slow, and False. Raises TooManyAtOnce."""
        with self._place():
            try:
                self._hasher.verify(stored or self._nobody, password)
            except (VerificationError, InvalidHashError):
                return False
        return stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(stored)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=LONGEST_WAIT):
            raise TooManyAtOnce
        try:
            yield
        finally:
            self._places.release()


def init_app(app: Flask, hashing: Hashing) -> None:
    """Have the application keep passwords in this way."""
    app.extensions["hashing"] = hashing


def hash_password(password: str) -> str:
    """The Argon2id hash to keep for a password; raises TooManyAtOnce."""
    return _hashing().hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether a password fits the stored hash; where there is none (unknown account) as slow, and False.

    Raises TooManyAtOnce.
    """
    return _hashing().verify(stored, password)


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than those of today."""
    return _hashing().is_outdated(stored)


def _hashing() -> Hashing:
    hashing: Hashing = current_app.extensions["hashing"]
    return hashing
