"""What moderators do to many endorsements at once."""

import json
import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.crypto import sealed
from community.db import Identified, Model, choice, now


class BulkKind(StrEnum):
    """What is done to each of them."""

    SET_ASIDE = "set_aside"
    LET_IN = "let_in"


class BulkState(StrEnum):
    """How far it is. The worker counts first; nothing is done before a moderator has seen how many it is about."""

    COUNTING = "counting"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    UNDOING = "undoing"
    UNDONE = "undone"


# States in which the worker has something to do.
AT_WORK = (BulkState.COUNTING, BulkState.RUNNING, BulkState.UNDOING)
_AT_WORK = sa.text("state IN ('counting', 'running', 'undoing')")


class BulkAction(Identified, Model):
    """Setting aside, or letting in, every endorsement that fits some conditions.

    It goes through them in the order of their confirmation; the cursor is the last that was looked at, and moves in the
    transaction of what was done, so that a worker that dies loses and repeats nothing.
    matched: how many fitted when they were counted. done: how many were moved, and not moved back since.
    """

    __tablename__ = "endorsement_bulk"

    kind: Mapped[BulkKind] = mapped_column(choice(BulkKind))
    state: Mapped[BulkState] = mapped_column(choice(BulkState), default=BulkState.COUNTING)
    # None once the moderator has deleted the account.
    actor_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id", ondelete="SET NULL"))
    # They may contain what moderators typed: a name, a mail domain.
    conditions_sealed: Mapped[bytes | None]
    reason: Mapped[str | None] = mapped_column(sa.String(500))
    matched: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    cursor_at: Mapped[datetime | None]
    cursor_id: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]

    conditions_json = sealed("conditions_sealed")

    __table_args__ = (
        sa.Index("ix_endorsement_bulk_created_at", "created_at", "id"),
        sa.Index("ix_endorsement_bulk_at_work", "created_at", sqlite_where=_AT_WORK, postgresql_where=_AT_WORK),
    )

    @property
    def conditions(self) -> dict[str, Any]:
        """What endorsements must fit, by name."""
        conditions: dict[str, Any] = json.loads(self.conditions_json or "{}")
        return conditions

    @conditions.setter
    def conditions(self, conditions: dict[str, Any]) -> None:
        self.conditions_json = json.dumps(conditions)

    @property
    def is_at_work(self) -> bool:
        """Whether the worker has something to do for it."""
        return self.state in AT_WORK
