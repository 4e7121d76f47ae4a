"""What leaves the site as a file with people in it: one person asks, a second one decides, the first one downloads."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.db import now
from community.i18n import Words, lazy

WAITS = timedelta(days=7)
LASTS = timedelta(hours=24)
# For so long after powers were given, nobody decides by them: time enough for others to see it in the trail.
SETTLES = timedelta(days=7)


class ReleaseState(StrEnum):
    """Where a release stands; what runs out does so by itself."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    OVER = "over"


STATES: dict[ReleaseState, Words] = {
    ReleaseState.WAITING: lazy("Waits for a second person"),
    ReleaseState.APPROVED: lazy("Approved"),
    ReleaseState.DECLINED: lazy("Declined"),
    ReleaseState.OVER: lazy("Over"),
}
TONES: dict[ReleaseState, str] = {
    ReleaseState.WAITING: "waiting",
    ReleaseState.APPROVED: "good",
    ReleaseState.DECLINED: "bad",
    ReleaseState.OVER: "calm",
}


class Release:
    """The columns of a table of such files, none of which is kept."""

    # None once they have deleted their accounts: that there was a file stays.
    asker_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id", ondelete="SET NULL"), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    decider_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id", ondelete="SET NULL"), index=True)
    decided_at: Mapped[datetime | None]
    approved: Mapped[bool] = mapped_column(default=False)
    downloads: Mapped[int] = mapped_column(default=0)

    @property
    def state(self) -> ReleaseState:
        """Where it stands now."""
        if self.decided_at is not None and not self.approved:
            return ReleaseState.DECLINED
        until = self.decided_at + LASTS if self.decided_at else self.asked_at + WAITS
        if self.asker_id is None or now() >= until:
            return ReleaseState.OVER
        return ReleaseState.APPROVED if self.approved else ReleaseState.WAITING


def two_people() -> tuple[sa.CheckConstraint, sa.CheckConstraint]:
    """What the database itself holds of every release, for `__table_args__`."""
    return (
        sa.CheckConstraint("decider_id IS NULL OR asker_id IS NULL OR decider_id != asker_id", name="two_people"),
        sa.CheckConstraint("decided_at IS NOT NULL OR NOT approved", name="approved_has_time"),
    )
