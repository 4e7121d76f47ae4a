"""The second factor: an authenticator app, and recovery codes for the day on which it is lost."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.crypto import sealed
from community.db import Identified, Model, now


class Totp(Identified, Model):
    """An authenticator app of a member (RFC 6238). Until a code has confirmed it, it opens and protects nothing.

    last_step: the half minute of the last code that was taken; codes of it and of all before are worth nothing.
    """

    __tablename__ = "totp"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), unique=True)
    secret_sealed: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)

    secret = sealed("secret_sealed")


class RecoveryCode(Identified, Model):
    """One code that stands in for the second factor once; using it deletes the row."""

    __tablename__ = "recovery_code"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), index=True)
    digest: Mapped[bytes]
