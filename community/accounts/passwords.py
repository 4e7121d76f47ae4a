"""Passwords: kept as Argon2id (RFC 9106), with a bound on how many are computed at once."""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM = 10
MAXIMUM = 256

_hasher = PasswordHasher(time_cost=3, memory_cost=46 * 1024, parallelism=1)
# A storm of log-ins waits here rather than exhausting the memory: 46 MiB each.
_places = threading.BoundedSemaphore(4)


@cache
def _nobody() -> str:
    """What the password of an unknown account is compared with."""
    return _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The Argon2id hash to keep for a password."""
    with _places:
        return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether a password fits the stored hash; where there is none (unknown account) as slow, and False."""
    with _places:
        try:
            _hasher.verify(stored or _nobody(), password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None
