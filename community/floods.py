"""Floods: far more posts of an open form than people make.

While one is on, a browser is asked for a proof of work, which costs a person a moment and a flooder a computer for each
post. Who sends none, for want of JavaScript, is taken in all the same: the mail then waits in line, and the line moves
at a pace that no mail server minds. So a flood costs people minutes, never the door.
"""

import hashlib
from datetime import UTC, datetime, timedelta

from flask import current_app
from limits import RateLimitItemPerHour, RateLimitItemPerMinute

from community.config import Config
from community.db import now
from community.extensions import limiter
from community.i18n import lazy
from community.limits import allows, hit, is_on

WINDOW = 10  # minutes in which the posts of a form are counted
LASTS = 1800  # seconds for which a flood is taken to go on
BITS = 18  # zeros at the beginning of the digest: some hundred thousand tries
SLOW_MAILS = 10  # that leave the line of one form in a minute
_LINE = RateLimitItemPerHour(60 * SLOW_MAILS)

LINE_FULL = lazy("Very many forms reach us at this moment. A browser with JavaScript does not have to wait.")


def count_post(form: str) -> None:
    """Count a post of this form by whomever; from too many on, a flood is on."""
    config: Config = current_app.config["COMMUNITY"]
    if not limiter.limiter.hit(RateLimitItemPerMinute(config.flood, WINDOW), "posts", form):
        limiter.storage.incr(_sign_of_flood(form), LASTS)


def is_flooded(form: str) -> bool:
    """Whether a flood of this form is on."""
    return is_on() and limiter.storage.get(_sign_of_flood(form)) > 0


def place_in_line(form: str) -> datetime:
    """When the mail may leave of a post without proof of work; raises TooManyRequests where the line is full."""
    hit("line", form, str(_LINE), LINE_FULL)
    line = limiter.limiter.get_window_stats(_LINE, "line", form)
    began = datetime.fromtimestamp(line.reset_time, UTC) - timedelta(hours=1)
    turn = began + timedelta(minutes=(_LINE.amount - line.remaining) / SLOW_MAILS)
    return max(turn, now() + timedelta(minutes=1))


def challenge_of(token: str) -> str:
    """What a browser works on, for the signed token of one form."""
    return hashlib.sha256(token.encode()).hexdigest()


def take_work(token: str, solution: str) -> bool:
    """Whether somebody has worked for the form with this token; each piece of work counts once."""
    return is_solution(challenge_of(token), solution) and allows("work", challenge_of(token), "1 per day")


def is_solution(challenge: str, solution: str) -> bool:
    """Whether the digest of challenge and solution begins with enough zeros."""
    digest = hashlib.sha256(f"{challenge}:{solution[:20]}".encode()).digest()
    return int.from_bytes(digest) >> (8 * len(digest) - BITS) == 0


def _sign_of_flood(form: str) -> str:
    return f"flood/{form}"
