"""Who wants nothing to do with whom."""

import uuid
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.db import Model, db, now
from community.policy import Relation


class Block(Model):
    """One member has blocked another, who from then on sees of them what a visitor sees and cannot reach them."""

    __tablename__ = "block"

    blocker_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    blocked_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    # What stands in addresses: a handle may be another by now.
    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid(), default=uuid.uuid4, unique=True)
    # As the blocker knew it: whoever hides and takes another one is not followed to it.
    handle: Mapped[str] = mapped_column(sa.String(30))
    created_at: Mapped[datetime] = mapped_column(default=now)

    blocked: Mapped[Member] = relationship(lazy="raise", viewonly=True, foreign_keys=blocked_id)

    __table_args__ = (sa.CheckConstraint("blocker_id != blocked_id", name="not_oneself"),)

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to this block: who was blocked does not know of it."""
        return {Relation.SELF} if member.id == self.blocker_id else set()


_BLOCKERS = sa.select(Block.blocker_id).where(
    Block.blocker_id.in_(sa.bindparam("others", expanding=True)), Block.blocked_id == sa.bindparam("blocked")
)


def blockers_among(others: Collection[uuid.UUID], blocked: uuid.UUID) -> set[uuid.UUID]:
    """Those of `others` who have blocked this member; asked once for all of them."""
    return set(db.session.scalars(_BLOCKERS, {"others": others, "blocked": blocked}))


def has_blocked(blocker: uuid.UUID, blocked: uuid.UUID) -> bool:
    """Whether the first has blocked the second."""
    return db.session.get(Block, (blocker, blocked)) is not None
