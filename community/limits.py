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
from werkzeug.exceptions import TooManyRequests

from community.config import Config
from community.extensions import limiter
from community.i18n import Words, _, lazy

_TOO_OFTEN = lazy("There were too many attempts in a short time.")


class TooOften(TooManyRequests):
    """Somebody came too often. reason: what is said of it. advice: what is said of other ways."""

    def __init__(self, retry_after: int, reason: Words | None = None, advice: Words | None = None) -> None:
        super().__init__(str(advice) if advice else "", retry_after=retry_after)
        self.reason = str(reason or _TOO_OFTEN)


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


def explain(error: TooManyRequests) -> list[str]:
    """What somebody is told who came too often: why, and when to come back."""
    seconds = error.retry_after if isinstance(error.retry_after, int) else 60
    reason = error.reason if isinstance(error, TooOften) else str(_TOO_OFTEN)
    return [reason, str(_("Try again in %(time)s.", time=_about(seconds)))]


def _about(seconds: int) -> str:
    """A span of time as people say it, never less than it is."""
    minutes = -(-seconds // 60)
    if minutes <= 1:
        return str(_("a minute"))
    if minutes <= 90:
        return str(_("about %(minutes)d minutes", minutes=minutes))
    hours = -(-minutes // 60)
    return str(_("about %(hours)d hours", hours=hours))


def _refuse(until: float, advice: Words | None = None, reason: Words | None = None) -> NoReturn:
    raise TooOften(max(1, math.ceil(until - time.time())), reason, advice)
