"""The counts. They are read from the roll-up: what they cost does not depend on how many endorsed."""

from datetime import datetime

import sqlalchemy as sa

from community.db import db
from community.declaration.texts import COMMITMENTS
from community.endorsements.models import Tally, TallyKind


def count_endorsers(since: datetime | None = None) -> int:
    """How many endorsements count; with `since`, by how many they have grown from that day on."""
    if since is None:
        return _read(TallyKind.ALL).get("", 0)
    day = Tally.key >= since.date().isoformat()
    statement = sa.select(sa.func.coalesce(sa.func.sum(Tally.shown), 0)).where(Tally.kind == TallyKind.DAY, day)
    return int(db.session.scalars(statement).one())


def counts_by_commitment() -> list[int]:
    """How many counted endorsers took on each of the seven commitments, the first commitment first."""
    found = _read(TallyKind.COMMITMENT)
    return [found.get(str(number), 0) for number in COMMITMENTS]


def count_endorsers_of(number: int) -> int:
    """How many counted endorsers took on one commitment."""
    return _read(TallyKind.COMMITMENT, str(number)).get(str(number), 0)


def list_countries() -> list[tuple[str, int]]:
    """Countries with enough endorsers to be told apart and their figures, most first."""
    return sorted(_read(TallyKind.COUNTRY).items(), key=lambda row: (-row[1], row[0]))


def _read(kind: TallyKind, key: str | None = None) -> dict[str, int]:
    statement = sa.select(Tally.key, Tally.shown).where(Tally.kind == kind, Tally.shown > 0)
    if key is not None:
        statement = statement.where(Tally.key == key)
    return {row.key: row.shown for row in db.session.execute(statement)}
