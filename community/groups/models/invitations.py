"""Ways into a group that its coordinators open."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.db import Identified, Model, now
from community.groups.models.groups import Group
from community.groups.models.memberships import OfGroup


class Invitation(OfGroup, Identified, Model):
    """A link that admits whoever opens it, until it is used up, runs out or is revoked."""

    __tablename__ = "invitation"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"))
    created_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id"))
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    max_uses: Mapped[int]
    uses: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    group: Mapped[Group] = relationship(lazy="raise", viewonly=True)
    created_by: Mapped[Member] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (
        sa.CheckConstraint("uses >= 0 AND uses <= max_uses", name="uses_within_limit"),
        sa.Index("ix_invitation_listing", "group_id", "created_at", "id"),
    )

    @property
    def is_open(self) -> bool:
        """Whether the link still admits somebody, as far as this row can tell."""
        return self.revoked_at is None and self.uses < self.max_uses and self.expires_at > now()
