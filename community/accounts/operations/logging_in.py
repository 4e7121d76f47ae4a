"""Logging in with a password."""

import uuid
from contextlib import suppress

import sqlalchemy as sa

from community.accounts.models import Member
from community.accounts.passwords import TooManyAtOnce, hash_password, is_outdated, verify_password
from community.accounts.queries import find_confirmed_by_address, find_password_hash
from community.db import atomic, db


def authenticate(*, email: str, password: str) -> Member | None:
    """The active member with this address and password, or None; as slow for unknown addresses.

    Raises TooManyAtOnce.
    """
    stored = find_password_hash(email)
    db.session.rollback()  # a storm of log-ins that wait for their turn must not hold every connection meanwhile
    if not verify_password(stored, password) or stored is None:
        return None
    member = find_confirmed_by_address(email)
    if member is None or not member.may_log_in:
        return None
    _renew_hash(member.id, stored, password)
    return member


def fits_password(*, member: Member, password: str) -> bool:
    """Whether this is the password of a member who is logged in; raises TooManyAtOnce."""
    return verify_password(member.password_hash, password)


def _renew_hash(member_id: uuid.UUID, stored: str, password: str) -> None:
    """Keep the password as today's settings want it; only its owner's login knows it."""
    if is_outdated(stored):
        with suppress(TooManyAtOnce):  # the next login will do
            _replace_hash(member_id, stored, hash_password(password))


@atomic
def _replace_hash(member_id: uuid.UUID, old: str, new: str) -> None:
    # A password that was changed meanwhile must not come back.
    unchanged = sa.update(Member).where(Member.id == member_id, Member.password_hash == old)
    db.session.execute(unchanged.values(password_hash=new))
