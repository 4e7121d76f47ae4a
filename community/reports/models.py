"""Reports, and what has become of them."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model, choice, now


class ReportReason(StrEnum):
    """What is wrong."""

    DANGER = "danger"
    INFILTRATOR = "infiltrator"
    HARASSMENT = "harassment"
    IMPERSONATION = "impersonation"
    SPAM = "spam"
    OTHER = "other"


class ReportState(StrEnum):
    """Whether a report waits for a moderator."""

    OPEN = "open"
    SETTLED = "settled"


class Report(Identified, Model):
    """What one member told the moderators about another; the words of both sides are sealed.

    When the reporter deletes the account, their words and what they attached go; that there was a report stays. With
    the member it is about, all of it goes.
    """

    __tablename__ = "report"

    reporter_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id", ondelete="SET NULL"), index=True)
    about_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), index=True)
    # As the reporter knows the member: a handle that was changed since, to be found no more, is not shown to them.
    about_handle: Mapped[str] = mapped_column(sa.String(30))
    reason: Mapped[ReportReason] = mapped_column(choice(ReportReason))
    words_sealed: Mapped[bytes | None]
    evidence_sealed: Mapped[bytes | None]
    state: Mapped[ReportState] = mapped_column(choice(ReportState), default=ReportState.OPEN)
    outcome_sealed: Mapped[bytes | None]
    settled_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)

    reporter: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[reporter_id])
    about: Mapped[Member] = relationship(lazy="raise", foreign_keys=[about_id])

    words = sealed("words_sealed")
    evidence = sealed("evidence_sealed")
    outcome = sealed("outcome_sealed")

    __table_args__ = (
        sa.Index(
            "uq_report_open",
            "reporter_id",
            "about_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index("ix_report_state_created_at", "state", "created_at"),
        sa.CheckConstraint("reporter_id != about_id", name="not_oneself"),
        sa.CheckConstraint("state = 'open' OR settled_at IS NOT NULL", name="settled_has_time"),
    )

    @property
    def known_reporter(self) -> Member | None:
        """Who reported, unless they have gone or asked to be deleted."""
        return None if self.reporter is None or self.reporter.closes_at else self.reporter

    @property
    def is_open(self) -> bool:
        """Whether it waits for a moderator."""
        return self.state is ReportState.OPEN
