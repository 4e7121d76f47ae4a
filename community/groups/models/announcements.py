"""What coordinators tell the whole group."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.db import Identified, Model, now
from community.groups.models.groups import Group
from community.groups.models.memberships import OfGroup


class Announcement(OfGroup, Identified, Model):
    """What a coordinator tells the whole group."""

    __tablename__ = "announcement"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"))
    # None once the author has deleted the account.
    author_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"))
    title: Mapped[str] = mapped_column(sa.String(120))
    body: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(2))
    created_at: Mapped[datetime] = mapped_column(default=now)

    author: Mapped[Member | None] = relationship(lazy="raise", viewonly=True)
    group: Mapped[Group] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (sa.Index("ix_announcement_listing", "group_id", "created_at", "id"),)
