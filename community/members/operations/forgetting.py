"""Forgetting who came to a daily limit."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from community.db import atomic, db
from community.members.models import ReachedLimit

LIMITS_STAY = timedelta(days=30)


@atomic
def forget_reached_limits() -> None:
    """Delete what is known of daily limits a month ago."""
    today = datetime.now(UTC).date()
    db.session.execute(sa.delete(ReachedLimit).where(ReachedLimit.day < today - LIMITS_STAY))
