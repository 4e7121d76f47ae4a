"""What coordinators note about somebody in their group."""

import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model, now
from community.groups.models.groups import Group
from community.groups.models.memberships import OfGroup

NOTE_LENGTH = 2000
# So long a note about somebody outlasts that they were removed or barred; of whoever leaves by themselves none is kept.
NOTES_LAST = timedelta(days=90)


class MemberNote(OfGroup, Identified, Model):
    """What the coordinators of a group note about one member, for themselves; the member reads it in their data."""

    __tablename__ = "member_note"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"))
    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), index=True)
    text_sealed: Mapped[bytes]
    text = sealed("text_sealed")

    group: Mapped[Group] = relationship(lazy="raise", viewonly=True)
    writings: Mapped[list["NoteWriting"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", passive_deletes=True, order_by="NoteWriting.at.desc()"
    )

    __table_args__ = (sa.UniqueConstraint("group_id", "member_id"),)


class NoteWriting(Identified, Model):
    """That somebody wrote a note anew; what stood in it before is not kept."""

    __tablename__ = "note_writing"

    note_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member_note.id", ondelete="CASCADE"), index=True)
    # None once they have deleted their account.
    writer_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)

    note: Mapped[MemberNote] = relationship(lazy="raise", viewonly=True)
    writer: Mapped[Member | None] = relationship(lazy="raise", viewonly=True)
