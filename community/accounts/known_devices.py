"""Known devices: browsers in which somebody has logged in before (OWASP, Slow Down Online Guessing Attacks with Device
Cookies).

Wrong passwords from elsewhere use up the attempts of everybody else, never those of a browser that carries such a
cookie. It proves no more than that: with it alone nobody is let in.
"""

import secrets
from collections.abc import Callable

from flask import after_this_request, current_app, request
from werkzeug.wrappers import Response

from community.accounts.addresses import address_key
from community.accounts.models import Member
from community.crypto import sign, unsign

LASTS = 365 * 24 * 3600  # seconds since the last log-in
_PURPOSE = "known-device"


def remember_device(member: Member) -> None:
    """Have this browser known, from the answer that is being made, as one on which the member has logged in."""
    after_this_request(_cookie(sign(_PURPOSE, address_key(member.email), secrets.token_hex(16))))


def known_device(address: str) -> str | None:
    """What tells this browser apart, if whoever has this address has logged in on it; found without asking for them."""
    parts = unsign(_PURPOSE, request.cookies.get(_name(), ""), max_age=LASTS)
    return parts[1] if parts and parts[0] == address_key(address) else None


def _cookie(value: str) -> Callable[[Response], Response]:
    def put(response: Response) -> Response:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(_name(), value, max_age=LASTS, httponly=True, secure=secure, samesite="Lax")
        return response

    return put


def _name() -> str:
    # Bound to this very host where the connection is secure.
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"
