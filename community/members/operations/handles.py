"""Changing a handle: the one before rests for a year, so that nobody stands under a name that others still trust."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community.accounts.handles import is_reserved
from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.members.models import RetiredHandle
from community.members.operations.refusals import HandleChangedOften, HandleReserved, HandleTaken
from community.members.queries.handles import find_retired, handle_mark, list_retired, owner_mark

RESTS = timedelta(days=365)
# Whoever could give up handles without end would keep them from everybody else.
MOST_CHANGES = 3
IN = timedelta(days=30)


def change_handle(member: Member, handle: str) -> None:
    """Give a member another handle; part of the operation that edits the profile.

    Raises HandleReserved, HandleTaken, HandleChangedOften.
    """
    lock(member)  # two changes at once would let one of the handles between go without resting
    if handle == member.handle:
        return
    if is_reserved(handle):
        raise HandleReserved
    if _count_changes(member) >= MOST_CHANGES:
        raise HandleChangedOften
    # Whoever wants what somebody has does not wait for them: two who want each other's would wait for ever.
    if db.session.scalar(sa.select(Member.id).where(Member.handle == handle)) is not None:
        raise HandleTaken
    _retire(member.handle, owner_mark(member))
    member.handle = handle
    try:
        db.session.flush()
    except IntegrityError as error:
        raise HandleTaken from error
    # Asked after the handle is ours: whoever gave it up at this moment had it until now, and has retired it since.
    resting = find_retired(handle)
    if resting is not None:
        if resting.owner_mark != owner_mark(member):
            raise HandleTaken
        db.session.delete(resting)


def retire_for_good(member: Member) -> None:
    """Let the handle of a member whose account is being deleted rest, and forget whose the resting ones are."""
    rested = sa.update(RetiredHandle).where(RetiredHandle.owner_mark == owner_mark(member))
    db.session.execute(rested.values(owner_mark=None))
    _retire(member.handle, None)


@atomic
def forget_retired() -> None:
    """Set free the handles that have rested long enough."""
    db.session.execute(sa.delete(RetiredHandle).where(RetiredHandle.free_at <= now()))


def _retire(handle: str, owner: bytes | None) -> None:
    # One that had rested before may still be there.
    db.session.merge(RetiredHandle(handle_mark=handle_mark(handle), owner_mark=owner, free_at=now() + RESTS))


def _count_changes(member: Member) -> int:
    return sum(free_at > now() + RESTS - IN for free_at in list_retired(member))
