"""What was exported: by whom, why, and who agreed. The files themselves are not kept."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.db import Identified, Model, choice
from community.releases import Release, two_people


class ExportContent(StrEnum):
    """What an export is of."""

    NAMES = "names"
    COUNTS = "counts"


class ExportFormat(StrEnum):
    """What kind of file."""

    CSV = "csv"
    JSON = "json"


class Export(Release, Identified, Model):
    """An export that an administrator asked for."""

    __tablename__ = "export"

    number: Mapped[int] = mapped_column(unique=True)
    content: Mapped[ExportContent] = mapped_column(choice(ExportContent))
    form: Mapped[ExportFormat] = mapped_column(choice(ExportFormat))
    reason: Mapped[str] = mapped_column(sa.String(500))
    asker: Mapped[Member | None] = relationship(lazy="raise", foreign_keys="Export.asker_id")
    decider: Mapped[Member | None] = relationship(lazy="raise", foreign_keys="Export.decider_id")

    __table_args__ = (
        *two_people(),
        sa.Index("ix_export_latest", "asked_at", "id"),
    )

    @property
    def slug(self) -> str:
        """How the trail calls it."""
        return f"No. {self.number}"
