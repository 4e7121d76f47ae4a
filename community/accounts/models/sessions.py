"""A session: one browser in which a member is logged in."""

import hashlib
import hmac
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from community.accounts.models.member import Member
from community.db import Identified, Model, now
from community.policy import Relation

# Without use, and at most, until somebody has to log in again (OWASP ASVS 5.0, 7.3.1 and 7.3.2).
IDLE, LONGEST = timedelta(hours=2), timedelta(hours=24)
IDLE_REMEMBERED, LONGEST_REMEMBERED = timedelta(days=14), timedelta(days=60)
PROOF_LASTS = timedelta(minutes=10)
# Use is noted this often, so that reading pages hardly ever writes.
SEEN_STEP = timedelta(minutes=10)


class MemberSession(Identified, Model):
    """A browser in which a member is logged in. The cookie holds its id and a secret; only a digest of that is kept."""

    __tablename__ = "member_session"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), index=True)
    secret_digest: Mapped[bytes]
    device: Mapped[str] = mapped_column(sa.String(40))
    remembered: Mapped[bool]
    second_factor: Mapped[bool]
    opened_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    proved_at: Mapped[datetime] = mapped_column(default=now)

    member: Mapped[Member] = relationship()
    # Filled where the session is found for a request, in that same query: see community/accounts/waiting.py.
    something_waits: Mapped[bool] = query_expression()
    news: Mapped[int] = query_expression()

    # What Flask-Login asks of its user.
    is_authenticated = True
    is_anonymous = False
    is_active = True

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.secret = secrets.token_hex(16)
        self.secret_digest = _digest(self.secret)

    def get_id(self) -> str:
        """What the cookie holds; known only to the request that opened the session."""
        return f"{self.id.hex}.{self.secret}"

    def fits(self, secret: str) -> bool:
        """Whether this is the secret of the session."""
        return hmac.compare_digest(self.secret_digest, _digest(secret))

    @property
    def ends_at(self) -> datetime:
        """When the session ends if it is not used until then."""
        idle, longest = (IDLE_REMEMBERED, LONGEST_REMEMBERED) if self.remembered else (IDLE, LONGEST)
        return min(self.seen_at + idle, self.opened_at + longest)

    @property
    def is_open(self) -> bool:
        """Whether the session still counts: not idle for too long, not too old, its member active."""
        return now() < self.ends_at and self.member.is_active

    @property
    def needs_marking(self) -> bool:
        """Whether its use was last noted a while ago."""
        return now() - self.seen_at > SEEN_STEP

    @property
    def is_fresh(self) -> bool:
        """Whether its member has proved who they are a short while ago."""
        return now() - self.proved_at < PROOF_LASTS

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to the owner of this session."""
        return self.member.relations_to(member)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
