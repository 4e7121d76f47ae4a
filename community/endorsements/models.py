"""Endorsements and the commitments that they take on."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.accounts.addresses import FoundByAddress
from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model, choice, now
from community.policy import Relation


class Shown(StrEnum):
    """How an endorser wants to be seen."""

    NAMED = "named"
    COUNTED = "counted"


class EndorsementState(StrEnum):
    """Where an endorsement stands."""

    PENDING = "pending"
    COUNTED = "counted"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    SET_ASIDE = "set_aside"


# States in which an endorsement has its owner: one for each address and each member.
LIVE = (EndorsementState.PENDING, EndorsementState.COUNTED, EndorsementState.SET_ASIDE)
_LIVE = "state IN ('pending', 'counted', 'set_aside')"
_LISTED = "state = 'counted' AND shown = 'named'"


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    return sa.Index(name, *columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


class Endorsement(FoundByAddress, Identified, Model):
    """One person's endorsement of one version of the declaration.

    Whoever ends it is forgotten: only state and times remain in the row.
    """

    __tablename__ = "endorsement"

    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("declaration_version.id"))
    member_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"))
    email_sealed: Mapped[bytes | None]
    email_index: Mapped[bytes | None]
    shown: Mapped[Shown] = mapped_column(choice(Shown))
    name: Mapped[str | None] = mapped_column(sa.String(80))
    country: Mapped[str | None] = mapped_column(sa.String(2))
    affiliation: Mapped[str | None] = mapped_column(sa.String(120))
    language: Mapped[str] = mapped_column(sa.String(2))
    state: Mapped[EndorsementState] = mapped_column(choice(EndorsementState), default=EndorsementState.PENDING)
    created_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    mails_sent: Mapped[int] = mapped_column(default=0)

    email = sealed("email_sealed")

    __table_args__ = (
        _partial("uq_endorsement_live_email", "email_index", where=_LIVE, unique=True),
        _partial("uq_endorsement_live_member", "member_id", where=_LIVE, unique=True),
        _partial("ix_endorsement_listed", "confirmed_at", "id", where=_LISTED),
        sa.CheckConstraint("shown = 'counted' OR name IS NOT NULL", name="named_has_name"),
        sa.CheckConstraint("state != 'counted' OR confirmed_at IS NOT NULL", name="counted_has_time"),
        sa.CheckConstraint(f"email_index IS NOT NULL OR NOT ({_LIVE})", name="live_has_address"),
    )

    @property
    def is_live(self) -> bool:
        """Whether it still belongs to somebody: pending, counted or set aside."""
        return self.state in LIVE

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to this endorsement."""
        return {Relation.SELF} if self.member_id == member.id else set()

    def count(self) -> None:
        """From now on it counts; mails for other purposes than confirming begin anew."""
        self.state = EndorsementState.COUNTED
        self.confirmed_at = now()
        self.mails_sent = 0

    def end(self, state: EndorsementState) -> None:
        """End it and forget whose it was."""
        self.state = state
        self.ended_at = now()
        self.shown = Shown.COUNTED
        self.member_id = self.email = self.email_index = None
        self.name = self.country = self.affiliation = None


class EndorsedCommitment(Identified, Model):
    """One of the seven commitments that an endorser takes on, perhaps with a pledge."""

    __tablename__ = "endorsed_commitment"

    endorsement_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("endorsement.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(index=True)
    pledge: Mapped[str | None] = mapped_column(sa.String(280))

    __table_args__ = (
        sa.UniqueConstraint("endorsement_id", "number"),
        sa.CheckConstraint("number BETWEEN 1 AND 7", name="one_of_seven"),
    )


class RefusedAddress(Model):
    """An address whose owner said that an endorsement was not theirs; it gets no more mail about endorsing.

    The address is forgotten, so that this is a mark, which no rotation of keys can make anew (`crypto.blind_mark`).
    """

    __tablename__ = "refused_address"

    email_index: Mapped[bytes] = mapped_column(primary_key=True)
