"""What the desk keeps: which closed fields were opened, and when moderators were last called."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.db import Identified, Model, now


class FieldOpening(Identified, Model):
    """A moderator looked at one field of a profile that was closed to them, and why; never what stood there."""

    __tablename__ = "field_opening"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), index=True)
    # None once the moderator has deleted the account: that the field was opened stays.
    opener_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id", ondelete="SET NULL"))
    field: Mapped[str] = mapped_column(sa.String(20))
    reason: Mapped[str] = mapped_column(sa.String(500))
    at: Mapped[datetime] = mapped_column(default=now)

    opener: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[opener_id])


class DeskCall(Model):
    """When moderators were last told that something waits at the desk. There is one row, so two reports call once."""

    __tablename__ = "desk_call"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    called_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (sa.CheckConstraint("number = 1", name="only_one"),)
