"""Logging in with a password."""

from community.accounts.models import Member
from community.accounts.passwords import verify_password
from community.accounts.queries import find_confirmed_by_address


def authenticate(*, email: str, password: str) -> Member | None:
    """The active member with this address and password, or None; as slow for unknown addresses."""
    member = find_confirmed_by_address(email)
    fits = verify_password(member.password_hash if member else None, password)
    return member if member and fits and member.is_active else None


def fits_password(*, member: Member, password: str) -> bool:
    """Whether this is the password of a member who is logged in."""
    return verify_password(member.password_hash, password)
