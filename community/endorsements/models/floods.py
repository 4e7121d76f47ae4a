"""How endorsements arrived, kept for some days, and the floods that were known by it."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Identified, Model, choice, now


class Sign(StrEnum):
    """What endorsements of a flood have in common."""

    NETWORK = "network"
    DOMAIN = "domain"
    PATTERN = "pattern"
    TEXT = "text"
    BURST = "burst"


class Pace(StrEnum):
    """How a machine gives itself away: by one pace, or by always the same one."""

    QUICK = "quick"
    FORM = "form"
    ANSWER = "answer"
    ALIKE = "alike"


class FloodState(StrEnum):
    """Whether more of a flood is held back; no more is where a moderator has let it in."""

    ACTIVE = "active"
    DISMISSED = "dismissed"


def _marked(name: str) -> sa.Index:
    where = sa.text(f"{name} IS NOT NULL AND confirmed_at IS NOT NULL")
    index = f"ix_endorsement_arrival_{name}"
    return sa.Index(index, name, "confirmed_at", sqlite_where=where, postgresql_where=where)


class Arrival(Model):
    """Where an endorsement came from, as keyed marks that nobody can read, and how quickly; deleted after some days.

    filled_in: seconds between opening the form and sending it. answered_in: seconds between the mail's leaving, or
    the confirmation of the account, and the confirmation of the endorsement.
    """

    __tablename__ = "endorsement_arrival"

    endorsement_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("endorsement.id", ondelete="CASCADE"), primary_key=True
    )
    network_mark: Mapped[bytes | None]
    domain_mark: Mapped[bytes | None]
    pattern_mark: Mapped[bytes | None]
    text_mark: Mapped[bytes | None]
    # The mail with the button to confirm; the row of a mail that has left says when.
    mail_id: Mapped[uuid.UUID | None]
    arrived_at: Mapped[datetime] = mapped_column(default=now, index=True)
    confirmed_at: Mapped[datetime | None]
    filled_in: Mapped[float | None]
    answered_in: Mapped[float | None]
    # Confirmed, and the worker has not looked yet whether it is part of something.
    unlooked: Mapped[bool] = mapped_column(default=False, server_default=sa.text("false"))

    __table_args__ = (
        *(_marked(name) for name in ("network_mark", "domain_mark", "pattern_mark", "text_mark")),
        sa.Index("ix_endorsement_arrival_confirmed_at", "confirmed_at"),
        sa.Index(
            "ix_endorsement_arrival_unlooked",
            "confirmed_at",
            sqlite_where=sa.text("unlooked"),
            postgresql_where=sa.text("unlooked"),
        ),
    )

    def mark_of(self, sign: Sign) -> bytes | None:
        """The mark of this kind; of what comes within minutes from everywhere it is empty."""
        marks = {
            Sign.NETWORK: self.network_mark,
            Sign.DOMAIN: self.domain_mark,
            Sign.PATTERN: self.pattern_mark,
            Sign.TEXT: self.text_mark,
            Sign.BURST: b"",
        }
        return marks[sign]


class Flood(Identified, Model):
    """Endorsements that have a sign in common and arrived as no crowd of people does: at the pace of a machine.

    mark: of what they have in common; goes some days after the last of them. The bounds are seconds, both included.
    """

    __tablename__ = "endorsement_flood"

    sign: Mapped[Sign] = mapped_column(choice(Sign))
    pace: Mapped[Pace] = mapped_column(choice(Pace))
    mark: Mapped[bytes | None]
    state: Mapped[FloodState] = mapped_column(choice(FloodState), default=FloodState.ACTIVE)
    filled_from: Mapped[float]
    filled_to: Mapped[float]
    answered_from: Mapped[float]
    answered_to: Mapped[float]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (sa.UniqueConstraint("mark", "sign", "pace"),)
