"""Counting attempts in the site's own database, so that a count holds across processes and restarts.

Flask-Limiter counts in memory or in Redis; this is the third place, for a site that has neither to spare nor to lose.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from limits.storage import Storage
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from community.db import Model, at_once, atomic, db, now


class AttemptCount(Model):
    """How often something was attempted in the current window. The key is a digest of digests: it names nobody."""

    __tablename__ = "attempt_count"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    attempts: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class DatabaseStorage(Storage):
    """Counts in windows of fixed length; each change is one statement in a transaction of its own."""

    STORAGE_SCHEME = ["database"]  # noqa: RUF012  (as its base has it)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What goes wrong when the database does not answer."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more and return the count; a window that has run out begins anew for `expiry` seconds."""
        insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        fresh = insert(AttemptCount).values(
            key=_digest(key), attempts=amount, expires_at=now() + timedelta(seconds=expiry)
        )
        over = AttemptCount.expires_at <= now()
        statement = fresh.on_conflict_do_update(
            index_elements=[AttemptCount.key],
            set_={
                "attempts": sa.case((over, amount), else_=AttemptCount.attempts + amount),
                "expires_at": sa.case((over, fresh.excluded.expires_at), else_=AttemptCount.expires_at),
            },
        )
        return int(at_once(statement.returning(AttemptCount.attempts))[0].attempts)

    def get(self, key: str) -> int:
        """The count in the current window."""
        found = at_once(_current(AttemptCount.attempts, key), writes=False)
        return int(found[0].attempts) if found else 0

    def get_expiry(self, key: str) -> float:
        """When the current window runs out, in seconds of Unix; now, where there is none."""
        found = at_once(_current(AttemptCount.expires_at, key), writes=False)
        return float((found[0].expires_at if found else now()).timestamp())

    def check(self) -> bool:
        """Whether the database answers."""
        try:
            at_once(sa.select(1), writes=False)
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int | None:
        """Forget every count."""
        return len(at_once(sa.delete(AttemptCount).returning(AttemptCount.key)))

    def clear(self, key: str) -> None:
        """Forget one count."""
        at_once(sa.delete(AttemptCount).where(AttemptCount.key == _digest(key)))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _current(column: InstrumentedAttribute[Any], key: str) -> sa.Select[Any]:
    return sa.select(column).where(AttemptCount.key == _digest(key), AttemptCount.expires_at > now())


@atomic
def forget_counts() -> None:
    """Delete the counts whose window has run out."""
    db.session.execute(sa.delete(AttemptCount).where(AttemptCount.expires_at <= now()))
