"""Who follows a coordinator of whom nothing has been heard for long."""

import uuid
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.db import Identified, Model, now
from community.groups.models.groups import Group
from community.policy import Relation

# Of all coordinators of a group together: when they are warned, and when the successor takes over.
SILENT_DAYS, WARNED_DAYS = 30, 20
TIME_TO_ANSWER = timedelta(days=SILENT_DAYS - WARNED_DAYS)


class Successor(Identified, Model):
    """A coordinator named somebody of the group who, if they accept, takes over when all coordinators are silent."""

    __tablename__ = "group_successor"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"))
    named_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id"), index=True)
    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id"), index=True)
    named_at: Mapped[datetime] = mapped_column(default=now)
    accepted_at: Mapped[datetime | None]
    # The last day on which the coordinators were told that they are about to be followed.
    warned_on: Mapped[date | None]

    group: Mapped[Group] = relationship(lazy="raise", viewonly=True)
    member: Mapped[Member] = relationship(lazy="raise", viewonly=True, foreign_keys=member_id)
    named_by: Mapped[Member] = relationship(lazy="raise", viewonly=True, foreign_keys=named_by_id)

    __table_args__ = (
        sa.UniqueConstraint("group_id", "named_by_id", name="uq_group_successor_group_named_by"),
        sa.CheckConstraint("named_by_id != member_id", name="somebody_else"),
    )

    def relations_to(self, member: Member) -> set[Relation]:
        """Whoever was named is the one whom this is about."""
        return {Relation.SELF} if member.id == self.member_id else set()
