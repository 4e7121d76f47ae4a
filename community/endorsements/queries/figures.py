"""The counts. They are read from the roll-up: what they cost does not depend on how many endorsed."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from community.db import db
from community.declaration.texts import COMMITMENTS
from community.endorsements.drawing import Point, sample_growth
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
    return _list(TallyKind.COUNTRY)


def list_professions() -> list[tuple[str, int]]:
    """Groups of professions (ISCO-08) with enough endorsers to be told apart and their figures, most first."""
    return _list(TallyKind.PROFESSION)


def list_languages() -> list[tuple[str, int]]:
    """The languages in which people endorsed and their figures, most first."""
    return _list(TallyKind.LANGUAGE)


def tell_rest(figures: Sequence[tuple[str, int]], total: int) -> int:
    """How many are in none of these groups: those of small groups, those who did not say, and the newest.

    It is made of public figures alone, so that it tells nothing that they do not.
    """
    return max(0, total - sum(figure for _key, figure in figures))


def list_growth(today: date) -> list[Point]:
    """How the count has grown: days and what had come together by their end (see `drawing.sample_growth`)."""
    statement = sa.select(Tally.key, Tally.shown).where(Tally.kind == TallyKind.DAY)
    added = {date.fromisoformat(row.key): row.shown for row in db.session.execute(statement)}
    return sample_growth(added, today)


def find_rarest(**chosen: str | None) -> str | None:
    """Of what is chosen of country and profession, the one that fewer have by the public figures.

    Not by the counts: even which index a page is found by must not tell of those who are only counted.
    """
    figures = {name: _read(TallyKind(name), value).get(value, 0) for name, value in chosen.items() if value}
    return min(figures, key=lambda name: (figures[name], name), default=None)


def _list(kind: TallyKind) -> list[tuple[str, int]]:
    return sorted(_read(kind).items(), key=lambda row: (-row[1], row[0]))


def _read(kind: TallyKind, key: str | None = None) -> dict[str, int]:
    statement = sa.select(Tally.key, Tally.shown).where(Tally.kind == kind, Tally.shown > 0)
    if key is not None:
        statement = statement.where(Tally.key == key)
    return {row.key: row.shown for row in db.session.execute(statement)}
