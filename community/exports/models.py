"""What was exported: by whom, why, and who agreed. The files themselves are not kept."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.db import Identified, Model, choice, now

WAITS = timedelta(days=7)
LASTS = timedelta(hours=24)
# For so long after powers were given, nobody decides by them: time enough for others to see it in the trail.
SETTLES = timedelta(days=7)


class ExportContent(StrEnum):
    """What an export is of."""

    NAMES = "names"
    COUNTS = "counts"


class ExportFormat(StrEnum):
    """What kind of file."""

    CSV = "csv"
    JSON = "json"


class ExportState(StrEnum):
    """Where an export stands; what runs out does so by itself."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    OVER = "over"


class Export(Identified, Model):
    """An export that an administrator asked for."""

    __tablename__ = "export"

    number: Mapped[int] = mapped_column(unique=True)
    content: Mapped[ExportContent] = mapped_column(choice(ExportContent))
    form: Mapped[ExportFormat] = mapped_column(choice(ExportFormat))
    reason: Mapped[str] = mapped_column(sa.String(500))
    # None once they have deleted their accounts: that there was an export stays.
    asker_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id", ondelete="SET NULL"), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    decider_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id", ondelete="SET NULL"), index=True)
    decided_at: Mapped[datetime | None]
    approved: Mapped[bool] = mapped_column(default=False)
    downloads: Mapped[int] = mapped_column(default=0)

    asker: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[asker_id])
    decider: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[decider_id])

    __table_args__ = (
        sa.CheckConstraint("decider_id IS NULL OR asker_id IS NULL OR decider_id != asker_id", name="two_people"),
        sa.CheckConstraint("decided_at IS NOT NULL OR NOT approved", name="approved_has_time"),
        sa.Index("ix_export_latest", "asked_at", "id"),
    )

    @property
    def state(self) -> ExportState:
        """Where it stands now."""
        if self.decided_at is not None and not self.approved:
            return ExportState.DECLINED
        until = self.decided_at + LASTS if self.decided_at else self.asked_at + WAITS
        if self.asker_id is None or now() >= until:
            return ExportState.OVER
        return ExportState.APPROVED if self.approved else ExportState.WAITING

    @property
    def slug(self) -> str:
        """How the trail calls it."""
        return f"No. {self.number}"
