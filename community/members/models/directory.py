"""The index of the directory: of each member, what those who may find them can search in.

Entries are made by `operations.indexing` in the transaction of every change, and never altered: a new one takes the
place of the old one.
"""

import secrets
import uuid
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Model, choice
from community.marked import make_searchable, marks_type, position_type


class Reach(StrEnum):
    """Whom an entry is for."""

    MEMBERS = "members"
    FELLOWS = "fellows"


def new_position() -> int:
    """A random place in the directory."""
    return secrets.randbits(62) + 1


class DirectoryEntry(Model):
    """A member as some may find them: as all members may, or as fellows of a working group may where that is more."""

    __tablename__ = "directory_entry"

    # The order of the directory. Drawn anew with every entry, so that it tells nothing of who came when.
    position: Mapped[int] = mapped_column(position_type(), primary_key=True, autoincrement=False, default=new_position)
    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"))
    reach: Mapped[Reach] = mapped_column(choice(Reach))
    # Whether fellows find another entry of the same member in the place of this one.
    replaced: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(sa.Text)
    marks: Mapped[str] = mapped_column(marks_type())
    # How the marks were made: entries of another edition are made anew by `flask prepare`.
    edition: Mapped[str] = mapped_column(sa.String(8))

    __table_args__ = (sa.UniqueConstraint("member_id", "reach", name="uq_directory_entry_member_reach"),)


make_searchable(DirectoryEntry, "directory_search")
