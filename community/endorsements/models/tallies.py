"""The counts, rolled up when entries of the ledger are sealed."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Model, choice


class TallyKind(StrEnum):
    """What a count is of: everything, one commitment, one country and so on; of a day, what it added."""

    ALL = "all"
    COMMITMENT = "commitment"
    COUNTRY = "country"
    PROFESSION = "profession"
    LANGUAGE = "language"
    DAY = "day"


class Tally(Model):
    """How many endorsements count, of one kind and key; written by nobody but the one who seals.

    shown: what public pages say. The same for everything, commitments and days; for what is about people, such as
    countries, it is a blurred number of tens that moves now and then (see `operations.tallying`). step: how far
    `count` may go from it until it moves.
    """

    __tablename__ = "endorsement_tally"

    kind: Mapped[TallyKind] = mapped_column(choice(TallyKind), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    count: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    shown: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    step: Mapped[int] = mapped_column(default=0)


class FiguresRenewal(Model):
    """When the figures about people were last renewed, and after how many more entries they may be again: one row."""

    __tablename__ = "endorsement_figures_renewal"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date]
    missing: Mapped[int]

    __table_args__ = (sa.CheckConstraint("number = 1", name="one_renewal"),)
