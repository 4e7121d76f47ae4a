"""The pictures of members, kept encrypted: a face says more than a name."""

import base64
import secrets
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.crypto import sealed
from community.db import Identified, Model


class Picture(Identified, Model):
    """The picture of one member, as two squares in WebP."""

    __tablename__ = "picture"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), unique=True)
    small_sealed: Mapped[bytes]
    large_sealed: Mapped[bytes]

    # The bytes in Base64: what is sealed is text.
    small = sealed("small_sealed")
    large = sealed("large_sealed")

    def keep(self, small: bytes, large: bytes) -> None:
        """Put these in the place of what was there."""
        self.small = base64.b64encode(small).decode()
        self.large = base64.b64encode(large).decode()

    def in_small(self) -> bytes:
        """The one that stands beside names."""
        return base64.b64decode(self.small)

    def in_large(self) -> bytes:
        """The one on the page of the member."""
        return base64.b64decode(self.large)


def new_mark() -> str:
    """What stands in the address of a picture: it cannot be guessed, and says nothing of whose it is."""
    return secrets.token_urlsafe(16)
