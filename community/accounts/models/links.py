"""Links that were mailed and change something: kept as a digest, used once, until a time."""

import hashlib
import secrets
import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models.member import Member
from community.crypto import sealed
from community.db import Identified, Model, choice


class LinkPurpose(StrEnum):
    """What a mailed link is for."""

    RESET_PASSWORD = "reset_password"  # noqa: S105
    CONFIRM_EMAIL = "confirm_email"
    RESTORE_EMAIL = "restore_email"
    CANCEL_CLOSING = "cancel_closing"


class MailedLink(Identified, Model):
    """The digest of a token that only a mail holds; using it deletes the row."""

    __tablename__ = "mailed_link"

    purpose: Mapped[LinkPurpose] = mapped_column(choice(LinkPurpose))
    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), index=True)
    token_digest: Mapped[bytes] = mapped_column(unique=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    payload_sealed: Mapped[bytes | None]

    payload = sealed("payload_sealed")
    member: Mapped[Member] = relationship()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.token = secrets.token_urlsafe(32)
        self.token_digest = digest_of(self.token)


def digest_of(token: str) -> bytes:
    """What is kept of a token: enough to recognise it, nothing to make it from."""
    return hashlib.sha256(token.encode()).digest()
