"""What coordinators tell the whole group, and the texts that stood there before."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model, now
from community.groups.models import Group, OfGroup, Visibility

TITLE_LENGTH = 120
BODY_LENGTH = 10_000
MOST_PINNED = 3


class Announcement(OfGroup, Identified, Model):
    """What a coordinator tells the whole group, in Markdown; title and text are sealed.

    edition: how often the text was changed, beginning at 1. is_public: whether those may read it, too, who are not in
    the group, as long as the group shows itself to everyone.
    """

    __tablename__ = "announcement"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"))
    # None once the author has deleted the account.
    author_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"), index=True)
    title_sealed: Mapped[bytes]
    body_sealed: Mapped[bytes]
    language: Mapped[str] = mapped_column(sa.String(2))
    edition: Mapped[int] = mapped_column(default=1, server_default=sa.text("1"))
    is_public: Mapped[bool] = mapped_column(default=False, server_default=sa.text("false"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    pinned_at: Mapped[datetime | None]

    title = sealed("title_sealed")
    body = sealed("body_sealed")
    author: Mapped[Member | None] = relationship(lazy="raise", viewonly=True)
    group: Mapped[Group] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (sa.Index("ix_announcement_listing", "group_id", "created_at", "id"),)

    @property
    def updated_at(self) -> datetime:
        """When its text last changed."""
        return self.edited_at or self.created_at

    @classmethod
    def is_published(cls) -> sa.ColumnElement[bool]:
        """The condition, on a statement about groups, too, that everyone may read it."""
        return sa.and_(cls.is_public, Group.visibility == Visibility.PUBLIC)


class AnnouncementEdition(Identified, Model):
    """What an announcement said before it was changed."""

    __tablename__ = "announcement_edition"

    announcement_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("announcement.id", ondelete="CASCADE"))
    number: Mapped[int]
    title_sealed: Mapped[bytes]
    body_sealed: Mapped[bytes]
    language: Mapped[str] = mapped_column(sa.String(2))
    # When this text was written.
    written_at: Mapped[datetime]

    title = sealed("title_sealed")
    body = sealed("body_sealed")

    __table_args__ = (sa.UniqueConstraint("announcement_id", "number", name="uq_announcement_edition_number"),)
