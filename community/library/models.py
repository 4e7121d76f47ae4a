"""What groups share: links, and files in sealed pieces."""

import base64
import uuid
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model, choice, now
from community.groups.models import Group, OfGroup
from community.policy import Relation

TITLE_LENGTH = 120
NOTE_LENGTH = 1000
LINK_LENGTH = 1000
NAME_LENGTH = 120
PIECE = 512 * 1024  # bytes of a file in one row


class ItemKind(StrEnum):
    """What is shared."""

    LINK = "link"
    FILE = "file"


class Item(OfGroup, Identified, Model):
    """Something that a group shares. `mark` is a scrambled mark of the link or the uploaded file, so that the same is
    not shared twice; of a file `place` is its name, of a link its address."""

    __tablename__ = "library_item"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"))
    # None once the one who shared it has deleted the account.
    author_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id", ondelete="SET NULL"), index=True)
    kind: Mapped[ItemKind] = mapped_column(choice(ItemKind))
    title_sealed: Mapped[bytes]
    note_sealed: Mapped[bytes]
    place_sealed: Mapped[bytes]
    digest_sealed: Mapped[bytes | None]
    language: Mapped[str] = mapped_column(sa.String(2))
    size: Mapped[int] = mapped_column(default=0)
    mark: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)

    title = sealed("title_sealed")
    note = sealed("note_sealed")
    place = sealed("place_sealed")
    # Of a file: the SHA-256 of what can be downloaded, in hexadecimal digits.
    digest = sealed("digest_sealed")
    author: Mapped[Member | None] = relationship(lazy="raise", viewonly=True)
    group: Mapped[Group] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (
        sa.Index("ix_library_item_listing", "group_id", "created_at", "id"),
        sa.UniqueConstraint("group_id", "mark", name="uq_library_item_mark"),
        sa.CheckConstraint("(kind = 'file') = (digest_sealed IS NOT NULL)", name="files_have_digests"),
        sa.CheckConstraint("size >= 0", name="has_a_size"),
    )

    @property
    def is_file(self) -> bool:
        """Whether it is a file."""
        return self.kind is ItemKind.FILE

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to the group, and whether they shared this."""
        found = super().relations_to(member)
        shared = Relation.GROUP_MEMBER in found and member.id == self.author_id
        return found | {Relation.SELF} if shared else found


class Piece(Identified, Model):
    """A piece of a file. Pieces are numbered from 0; what they make together is told by the digest of the item."""

    __tablename__ = "library_piece"

    item_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("library_item.id", ondelete="CASCADE"))
    number: Mapped[int]
    data_sealed: Mapped[bytes]

    # The bytes in Base64: what is sealed is text.
    data = sealed("data_sealed")

    __table_args__ = (sa.UniqueConstraint("item_id", "number", name="uq_library_piece_number"),)

    def read(self) -> bytes:
        """The bytes of this piece."""
        return base64.b64decode(self.data)


def pieces_of(item: Item, data: bytes) -> Iterator[Piece]:
    """The rows in which a file is kept."""
    for number, start in enumerate(range(0, len(data), PIECE)):
        piece = Piece(item_id=item.id, number=number)
        piece.data = base64.b64encode(data[start : start + PIECE]).decode()
        yield piece
