"""The copy of everything that is kept of a member, for that member."""

import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.crypto import sealed
from community.db import Identified, Model, now

COPY_STAYS = timedelta(days=1)


class DataCopy(Identified, Model):
    """A copy that was asked for. The archive is sealed, and destroyed a day after it was ready."""

    __tablename__ = "data_copy"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), unique=True)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    ready_at: Mapped[datetime | None] = mapped_column(index=True)
    archive_sealed: Mapped[bytes | None]

    # The bytes of the ZIP in Base64: what is sealed is text.
    archive = sealed("archive_sealed")

    @property
    def is_open(self) -> bool:
        """Whether the copy can be downloaded."""
        return self.ready_at is not None and now() < self.ready_at + COPY_STAYS

    @property
    def is_being_made(self) -> bool:
        """Whether the copy will be ready in a while."""
        return self.ready_at is None
