"""Forgetting who came to a daily limit."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from community.db import atomic, db
from community.members.models import DirectoryAlarm, ReachedLimit

LIMITS_STAY = timedelta(days=30)


@atomic
def forget_reached_limits() -> None:
    """Delete what is known of daily limits a month ago."""
    oldest = datetime.now(UTC).date() - LIMITS_STAY
    db.session.execute(sa.delete(ReachedLimit).where(ReachedLimit.day < oldest))
    db.session.execute(sa.delete(DirectoryAlarm).where(DirectoryAlarm.day < oldest))
