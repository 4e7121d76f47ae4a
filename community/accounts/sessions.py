"""Between the cookie and the session in the database: entering, being recognised, leaving."""

import uuid

from flask import flash, request, session
from flask_login import login_user, logout_user

from community.access import current_session
from community.accounts import operations, queries
from community.accounts.devices import device_of
from community.accounts.known_devices import known_device, remember_device
from community.accounts.models import Member, MemberSession
from community.db import db
from community.i18n import _
from community.web.headers import clear_site_data


def load_session(cookie: str) -> MemberSession | None:
    """The open session that a cookie names, or None; asked at every request, so that what ends one acts at the next."""
    identity, _, secret = cookie.partition(".")
    try:
        found = queries.find_session(uuid.UUID(hex=identity))
    except ValueError:
        return None
    if found is None or not found.fits(secret) or not found.is_open:
        return None
    # What it is stays readable for the rest of the request, even where the request ends it.
    db.session.expunge(found)
    if found.needs_marking:
        operations.mark_seen(session=found)
    found.member.powers_locked = not found.second_factor
    return found


def enter(member: Member, *, remembered: bool = False, second_factor: bool = False) -> None:
    """Log a member in, in a new session; whatever the browser held before is forgotten."""
    before, was_leaving = current_session(), member.closes_at is not None
    opened = operations.open_session(
        member=member,
        device=current_device(),
        remembered=remembered,
        second_factor=second_factor,
        known=known_device(member.email) is not None,
    )
    if before is not None:
        operations.end_session(session=before)
    session.clear()
    session.permanent = remembered
    login_user(opened)
    remember_device(member)
    if was_leaving:
        flash(_("Your account stays: logging in has called off its deletion."), "success")


def leave(*, without_trace: bool = False) -> None:
    """Log out: the session ends here and in the database, so that a copied cookie is worth nothing.

    The browser is told to forget what it has stored of this site. It stays one in which its owner has logged in
    before, unless they leave `without_trace`: then it also forgets the cookies, a message for the next page included.
    """
    current = current_session()
    if current is not None:
        operations.end_session(session=current)
    logout_user()
    session.clear()
    clear_site_data(cookies=without_trace)


def current_device() -> str:
    """The coarse name of the browser that asks."""
    return device_of(request.headers.get("User-Agent", ""))
