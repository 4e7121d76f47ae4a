"""The counts, rolled up when entries of the ledger are sealed."""

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
    countries, it moves in steps of ten and more, so that no two figures differ by one person. step: how far `count`
    must be from it to move it next.
    """

    __tablename__ = "endorsement_tally"

    kind: Mapped[TallyKind] = mapped_column(choice(TallyKind), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    count: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    shown: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    step: Mapped[int] = mapped_column(default=0)
