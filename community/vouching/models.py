"""Vouches."""

import uuid
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model, now
from community.policy import Relation

NOTE_LENGTH = 500


def _today() -> date:
    return now().date()


class Vouch(Identified, Model):
    """One member says of another: I know this person. The day is kept, no time of day.

    One that was declined stays without its note, so that it cannot be given again; it counts nowhere and only the one
    who declined it is shown it.
    """

    __tablename__ = "vouch"

    voucher_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"))
    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), index=True)
    note_sealed: Mapped[bytes | None]
    made_on: Mapped[date] = mapped_column(default=_today)
    declined_on: Mapped[date | None]

    # What the voucher tells moderators.
    note = sealed("note_sealed")
    voucher: Mapped[Member] = relationship(lazy="raise", viewonly=True, foreign_keys=voucher_id)
    member: Mapped[Member] = relationship(lazy="raise", viewonly=True, foreign_keys=member_id)

    __table_args__ = (
        sa.UniqueConstraint("voucher_id", "member_id"),
        sa.CheckConstraint("voucher_id != member_id", name="not_oneself"),
        sa.CheckConstraint("declined_on IS NULL OR note_sealed IS NULL", name="declined_has_no_note"),
    )

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to this vouch: it is of both whom it ties."""
        return {Relation.SELF} if member.id in (self.voucher_id, self.member_id) else set()

    def decline(self) -> None:
        """Let it count no more, and forget what was said."""
        self.declined_on, self.note = _today(), None
