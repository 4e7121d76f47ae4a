"""Telling owners that somebody tries to guess their password."""

from datetime import timedelta

from community.accounts import emails
from community.accounts.models import EventKind
from community.accounts.operations.events import note
from community.accounts.queries import find_confirmed_by_address, has_happened_since
from community.db import atomic, lock, now
from community.errands import defer

AT_MOST_EVERY = timedelta(hours=20)  # a day of attempts begins anew before its clock has gone round


@atomic
def warn_of_attempts(*, email: str) -> None:
    """Write down that the attempts for an address ran out; the worker looks whose it is, so the answer cannot tell."""
    defer("accounts.warn_owner", email=email)


@atomic
def warn_owner(*, email: str) -> None:
    """Tell the owner of an address, if there is one, that somebody tried wrong passwords; once a day."""
    member = find_confirmed_by_address(email)
    if member is None or not member.is_active:
        return
    lock(member)
    if has_happened_since(member, EventKind.WRONG_ATTEMPTS, now() - AT_MOST_EVERY):
        return
    note(member, EventKind.WRONG_ATTEMPTS)
    emails.send_wrong_attempts(member)
