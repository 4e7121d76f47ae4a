"""Writing down what happened to an account, for its owner."""

from datetime import timedelta

import sqlalchemy as sa

from community.accounts.models import EventKind, Member, SecurityEvent
from community.db import atomic, db, now

EVENTS_STAY = timedelta(days=180)


def note(member: Member, kind: EventKind, device: str = "") -> None:
    """Write one thing into the member's list of what happened; part of an operation."""
    db.session.add(SecurityEvent(member_id=member.id, kind=kind, device=device))


@atomic
def forget_events() -> None:
    """Delete what happened long ago."""
    db.session.execute(sa.delete(SecurityEvent).where(SecurityEvent.at < now() - EVENTS_STAY))
