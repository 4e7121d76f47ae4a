"""The counts. They are read from the roll-up: what they cost does not depend on how many endorsed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from community.db import db
from community.declaration.texts import COMMITMENTS
from community.endorsements.drawing import Point, sample_growth
from community.endorsements.models import Tally, TallyKind

# Asked several times for one page, so that it is put together once.
_table = Tally.__table__.c
_OF_KIND = sa.select(_table.key, _table.shown).where(_table.kind == sa.bindparam("kind"), _table.shown > 0)
_SINCE = sa.select(sa.func.coalesce(sa.func.sum(_table.shown), 0)).where(
    _table.kind == sa.bindparam("kind"), _table.key >= sa.bindparam("day")
)


@dataclass(frozen=True)
class Figures:
    """All that is told of how many endorse.

    by_commitment: of each of the seven, the first commitment first. countries, professions, languages: the groups that
    are large enough to be told apart, with their figures, most first.
    """

    total: int
    by_commitment: list[int]
    countries: list[tuple[str, int]]
    professions: list[tuple[str, int]]
    languages: list[tuple[str, int]]


def read_figures() -> Figures:
    """All figures, asked for at once."""
    found = _read_kinds(*(kind for kind in TallyKind if kind is not TallyKind.DAY))
    return Figures(
        total=found[TallyKind.ALL].get("", 0),
        by_commitment=_by_commitment(found[TallyKind.COMMITMENT]),
        countries=_most_first(found[TallyKind.COUNTRY]),
        professions=_most_first(found[TallyKind.PROFESSION]),
        languages=_most_first(found[TallyKind.LANGUAGE]),
    )


def read_totals() -> tuple[int, list[int]]:
    """How many endorse the declaration, and how many each of the seven commitments, asked for at once."""
    found = _read_kinds(TallyKind.ALL, TallyKind.COMMITMENT)
    return found[TallyKind.ALL].get("", 0), _by_commitment(found[TallyKind.COMMITMENT])


def count_endorsers(since: datetime | None = None) -> int:
    """How many endorsements count; with `since`, by how many they have grown from that day on."""
    if since is None:
        return _read(TallyKind.ALL).get("", 0)
    return int(db.session.scalars(_SINCE, {"kind": TallyKind.DAY, "day": since.date().isoformat()}).one())


def counts_by_commitment() -> list[int]:
    """How many counted endorsers took on each of the seven commitments, the first commitment first."""
    return _by_commitment(_read(TallyKind.COMMITMENT))


def count_endorsers_of(number: int) -> int:
    """How many counted endorsers took on one commitment."""
    return _read(TallyKind.COMMITMENT, str(number)).get(str(number), 0)


def list_countries() -> list[tuple[str, int]]:
    """Countries with enough endorsers to be told apart and their figures, most first."""
    return _most_first(_read(TallyKind.COUNTRY))


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


def _by_commitment(found: dict[str, int]) -> list[int]:
    return [found.get(str(number), 0) for number in COMMITMENTS]


def _most_first(found: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(found.items(), key=lambda row: (-row[1], row[0]))


def _read_kinds(*kinds: TallyKind) -> dict[TallyKind, dict[str, int]]:
    found: dict[TallyKind, dict[str, int]] = {kind: {} for kind in kinds}
    for kind, key, shown in db.session.execute(_select_kinds(kinds)):
        found[kind][key] = shown
    return found


@cache
def _select_kinds(kinds: tuple[TallyKind, ...]) -> sa.Select[Any]:
    # Each by itself: a list of any length would be spelled out anew whenever it is asked for.
    is_wanted = sa.or_(*(_table.kind == kind for kind in kinds))
    return sa.select(_table.kind, _table.key, _table.shown).where(is_wanted, _table.shown > 0)


def _read(kind: TallyKind, key: str | None = None) -> dict[str, int]:
    statement = _OF_KIND if key is None else _OF_KIND.where(_table.key == key)
    return {row.key: row.shown for row in db.session.execute(statement, {"kind": kind})}
