"""What the desk keeps: which closed fields were opened, and when moderators were last called."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.db import Identified, Model, choice, now


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


class CallKind(StrEnum):
    """What moderators are called to the desk for."""

    REPORTS = "reports"
    LOOKING = "looking"


class DeskCall(Model):
    """When moderators were last called to the desk. There is one row for each kind, so two reports call once."""

    __tablename__ = "desk_call"

    kind: Mapped[CallKind] = mapped_column(choice(CallKind), primary_key=True)
    called_at: Mapped[datetime] = mapped_column(default=now)
    # Something came in that they were not called for, since they had just been.
    missed: Mapped[bool] = mapped_column(default=False)
