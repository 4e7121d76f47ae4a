"""Endorsements, and the pledges on the commitments that they take on."""

import unicodedata
import uuid
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.accounts.addresses import FoundByAddress
from community.accounts.models import Member
from community.crypto import blind_mark, sealed
from community.db import Identified, Model, choice, now
from community.declaration.texts import COMMITMENTS
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
    QUARANTINED = "quarantined"
    SET_ASIDE = "set_aside"


# States in which an endorsement has its owner: one for each member, and for each name at one address.
LIVE = (
    EndorsementState.PENDING,
    EndorsementState.COUNTED,
    EndorsementState.QUARANTINED,
    EndorsementState.SET_ASIDE,
)
_LIVE = "state IN ('pending', 'counted', 'quarantined', 'set_aside')"
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
    # Tells two people of one household apart, who share an address; made from the name, which need not be kept.
    name_mark: Mapped[str] = mapped_column(sa.String(64), default="", server_default=sa.text("''"))
    shown: Mapped[Shown] = mapped_column(choice(Shown))
    name: Mapped[str | None] = mapped_column(sa.String(80))
    country: Mapped[str | None] = mapped_column(sa.String(2))
    affiliation: Mapped[str | None] = mapped_column(sa.String(120))
    profession_group: Mapped[str | None] = mapped_column(sa.String(1))  # ISCO-08, as members' professions
    # The commitments: bit 0 is the first.
    taken_on: Mapped[int] = mapped_column(sa.SmallInteger, default=0, server_default=sa.text("0"))
    language: Mapped[str] = mapped_column(sa.String(2))
    state: Mapped[EndorsementState] = mapped_column(choice(EndorsementState), default=EndorsementState.PENDING)
    created_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    mails_sent: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]
    featured_at: Mapped[datetime | None]
    # Of what counts: its line in the ledger, and what opens it (see `queries.openings`).
    leaf: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32), unique=True)
    opening_sealed: Mapped[bytes | None]
    # The address of the page that its owner shows around, if they wish.
    share_code: Mapped[str | None] = mapped_column(sa.String(22), unique=True)
    # Of what looked like a flood: which one, and by what sign and pace it was known.
    flood_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("endorsement_flood.id", ondelete="SET NULL"))
    held_reason: Mapped[str | None] = mapped_column(sa.String(40))
    # Of what a moderator moved together with others, and nobody has decided on since: by what, and from which state.
    moved_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("endorsement_bulk.id", ondelete="SET NULL"))
    moved_from: Mapped[str | None] = mapped_column(sa.String(20))

    email = sealed("email_sealed")
    opening = sealed("opening_sealed")

    __table_args__ = (
        _partial("uq_endorsement_live_person", "email_index", "name_mark", where=_LIVE, unique=True),
        _partial("uq_endorsement_live_account", "member_id", where=_LIVE, unique=True),
        _partial("ix_endorsement_listed", "confirmed_at", "id", where=_LISTED),
        _partial("ix_endorsement_listed_country", "country", "confirmed_at", "id", where=_LISTED),
        _partial("ix_endorsement_listed_profession", "profession_group", "confirmed_at", "id", where=_LISTED),
        _partial("ix_endorsement_featured", "featured_at", "id", where=f"{_LISTED} AND featured_at IS NOT NULL"),
        _partial("ix_endorsement_pending", "created_at", "id", where="state = 'pending'"),
        # Said so that no database takes it for the public list, of which it knows too many.
        _partial("ix_endorsement_counted", "confirmed_at", "id", where="(state = 'counted') IS TRUE"),
        _partial("ix_endorsement_quarantined", "confirmed_at", "id", where="state = 'quarantined'"),
        _partial("ix_endorsement_set_aside", "confirmed_at", "id", where="state = 'set_aside'"),
        _partial("ix_endorsement_flood_id", "flood_id", "confirmed_at", "id", where="flood_id IS NOT NULL"),
        _partial("ix_endorsement_moved_by", "moved_by", "id", where="moved_by IS NOT NULL"),
        sa.CheckConstraint("shown = 'counted' OR name IS NOT NULL", name="named_has_name"),
        sa.CheckConstraint("state != 'counted' OR confirmed_at IS NOT NULL", name="counted_has_time"),
        sa.CheckConstraint(f"email_index IS NOT NULL OR NOT ({_LIVE})", name="live_has_address"),
        sa.CheckConstraint("taken_on BETWEEN 0 AND 127", name="of_seven"),
    )

    @property
    def is_live(self) -> bool:
        """Whether it still belongs to somebody: pending, counted or set aside."""
        return self.state in LIVE

    @property
    def mark(self) -> str:
        """What tells it apart from others at its address; those of earlier releases have only their name."""
        return self.name_mark or name_mark(self.name)

    @property
    def commitments(self) -> list[int]:
        """The numbers of the commitments that it takes on."""
        return commitments_in(self.taken_on)

    @commitments.setter
    def commitments(self, numbers: Iterable[int]) -> None:
        self.taken_on = sum(1 << number - 1 for number in set(numbers))

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to this endorsement."""
        return {Relation.SELF} if self.member_id == member.id else set()

    def forget(self) -> None:
        """Forget whose it was and what it said; only state, version and times stay."""
        self.shown = Shown.COUNTED
        self.member_id = self.email = self.email_index = None
        self.name = self.country = self.affiliation = self.profession_group = self.share_code = None
        self.flood_id = self.held_reason = self.moved_by = self.moved_from = self.featured_at = None
        self.name_mark = ""
        self.taken_on = 0


def commitments_in(taken_on: int) -> list[int]:
    """The numbers of the commitments in such a column, of which each is one bit."""
    return [number for number in COMMITMENTS if taken_on & 1 << number - 1]


# Said in the words of the partial indexes: SQLite takes one only where it reads that the condition is the same.
IS_LIVE = Endorsement.state.in_([sa.literal_column(f"'{state}'") for state in LIVE])


class Pledge(Identified, Model):
    """What an endorser will do for one of the commitments that they take on."""

    __tablename__ = "pledge"

    endorsement_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("endorsement.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(sa.String(280))

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


def name_mark(name: str | None) -> str:
    """What tells two names at one address apart: keyed, and the same however it is spaced, cased or ordered.

    Of no name it is empty, so that one person at an address can endorse without one.
    """
    words = "".join(sign if sign.isalnum() else " " for sign in unicodedata.normalize("NFKC", name or "").casefold())
    return blind_mark("endorser-name", " ".join(sorted(words.split()))).hex() if words.strip() else ""
