"""A forgotten password."""

import hashlib
import uuid
from datetime import timedelta

from community import audit
from community.accounts import emails
from community.accounts.models import Member
from community.accounts.operations.refusals import LinkNotValid
from community.accounts.operations.sessions import end_sessions
from community.accounts.passwords import hash_password
from community.accounts.queries import find_confirmed_by_address, find_member
from community.crypto import sign, unsign
from community.db import atomic, lock
from community.errands import defer

RESET_LASTS = timedelta(hours=2)


@atomic
def request_password_reset(*, email: str) -> None:
    """Write down that somebody forgot a password; the worker looks whose address it is, so the answer cannot tell."""
    defer("accounts.mail_password_reset", email=email)


@atomic
def mail_password_reset(*, email: str) -> None:
    """Send a link for choosing a new password, if the address has an account."""
    member = find_confirmed_by_address(email)
    if member is not None and member.is_active:
        emails.send_password_reset(member, sign("reset", member.id.hex, _fingerprint(member)))


def find_reset(token: str) -> Member:
    """The member behind a password link; raises LinkNotValid, also once the password has been changed."""
    parts = unsign("reset", token, max_age=int(RESET_LASTS.total_seconds()))
    member = find_member(uuid.UUID(hex=parts[0])) if parts else None
    if parts is None or member is None or not member.is_active or parts[1] != _fingerprint(member):
        raise LinkNotValid
    return member


def reset_password(*, token: str, password: str) -> None:
    """Set a new password through a mailed link; every session of the member ends. Raises LinkNotValid."""
    find_reset(token)
    _reset_password(token, hash_password(password))


@atomic
def _reset_password(token: str, password_hash: str) -> None:
    member = find_reset(token)
    lock(member)
    find_reset(token)  # the same link at the same moment: the second finds the password changed
    member.password_hash = password_hash
    end_sessions(member)
    audit.record(member, "accounts.reset_password", member)


def _fingerprint(member: Member) -> str:
    return hashlib.sha256(member.password_hash.encode()).hexdigest()[:16]
