"""Passkeys: keys that a device or a password manager keeps, and of which only the public half is here (WebAuthn)."""

import hashlib
import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models.member import Member
from community.db import Identified, Model, now
from community.policy import Relation

NAME_LENGTH = 60


def _today() -> date:
    return now().date()


class Passkey(Identified, Model):
    """One passkey of a member. Days are kept, not times."""

    __tablename__ = "passkey"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    # How often it was used, where the device counts; most of today's say 0 for ever.
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    name: Mapped[str] = mapped_column(sa.String(NAME_LENGTH))
    transports: Mapped[list[Any]]
    # Whether it is kept in several places, as password managers do.
    backed_up: Mapped[bool]
    created_on: Mapped[date] = mapped_column(default=_today)
    used_on: Mapped[date | None]

    member: Mapped[Member] = relationship()

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to the owner of this passkey."""
        return self.member.relations_to(member)

    def ran_backwards(self, sign_count: int) -> bool:
        """Whether a device that counts says less than it said before: then there are two of it, and one is a copy."""
        return sign_count <= self.sign_count if sign_count or self.sign_count else False

    def mark_used(self, sign_count: int, backed_up: bool) -> None:
        """Note that it was used today."""
        self.sign_count, self.backed_up, self.used_on = sign_count, backed_up, _today()


class UsedChallenge(Model):
    """The digest of a challenge that was answered, until it has run out: no answer counts twice."""

    __tablename__ = "used_challenge"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


def user_handle(member: Member) -> bytes:
    """What a device knows a member by: the same for ever, whichever keys this site uses, and it says nothing."""
    return hashlib.sha256(b"ripples passkey user\0" + member.id.bytes).digest()
