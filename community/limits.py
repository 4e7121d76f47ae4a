"""How often something may be tried: from one network, for one account, by everybody together.

Counted where COMMUNITY_LIMITS_URL says, outside the transaction of the request, in windows of fixed length. Whoever
comes too often is told when to come back; a store that does not answer closes the door rather than opening it.
"""

import math
import time
from collections.abc import Callable
from typing import Any, NoReturn

from flask import current_app
from flask_limiter import RequestLimit
from limits import parse_many

from community.config import Config
from community.extensions import limiter
from community.i18n import Words
from community.web.waiting import TooOften


def is_on() -> bool:
    """Whether this site limits anything."""
    config: Config = current_app.config["COMMUNITY"]
    return config.limits


def per_network(rates: str, unless: Callable[[], bool] | None = None) -> Callable[[Any], Any]:
    """Let a view take so many posts from one network (an IPv4 address, a /64 of IPv6).

    unless: says of the request that is being answered that it is counted in another way.
    """
    options: dict[str, Any] = {"exempt_when": unless} if unless else {}
    return limiter.limit(rates, methods=["POST"], on_breach=_send_away, **options)


def hit(purpose: str, key: str, rates: str, advice: Words | None = None, reason: Words | None = None) -> None:
    """Count one attempt; call it outside operations.

    purpose: what is attempted, as in "second step". key: whose attempts are counted together.
    rates: as in "10 per 15 minutes; 50 per day". advice: what the page then says of other ways. reason: what it says
        instead of too many attempts in a short time.
    Raises TooOften where there were too many.
    """
    for rate in parse_many(rates) if is_on() else ():
        if not limiter.limiter.hit(rate, purpose, key):
            _refuse(limiter.limiter.get_window_stats(rate, purpose, key).reset_time, advice, reason)


def allows(purpose: str, key: str, rates: str) -> bool:
    """Count one attempt, and say whether it is one of those that are allowed."""
    return not is_on() or all(limiter.limiter.hit(rate, purpose, key) for rate in parse_many(rates))


def _send_away(breached: RequestLimit) -> NoReturn:
    _refuse(breached.window.reset_time)


def _refuse(until: float, advice: Words | None = None, reason: Words | None = None) -> NoReturn:
    raise TooOften(max(1, math.ceil(until - time.time())), reason, advice)
