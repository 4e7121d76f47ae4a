"""The number that each request has, by which its lines are found in the log; it tells nothing of who asked."""

import re
import secrets
from contextvars import ContextVar

_SAFE = re.compile(r"[0-9A-Za-z-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")

use = _current.set
leave = _current.reset


def current() -> str:
    """The number of the request that is being answered; "" outside of one."""
    return _current.get()


def choose(given: str | None) -> str:
    """The number for a request.

    given: what a proxy of ours calls it; taken where it can do no harm in a log. Otherwise the number is random.
    """
    return given if given and _SAFE.fullmatch(given) else secrets.token_hex(8)
