"""The roll-up: what sealed entries of the ledger change in the counts, in the same transaction.

The total, the commitments and the days are exact. Figures about people must not tell of anybody where they live or
what they do, neither to somebody who reads every figure all the time, nor to somebody who adds endorsements of their
own, one by one, until a figure moves. Therefore:

- they are renewed together, once a day at most, and only after a secret number of entries, ten or more: that a figure
  moves does not tell whose endorsement moved it;
- they are tens, made of the count less a secret number of people, drawn anew each time: no count makes a figure
  certain, and whoever knows all the others learns hardly anything of the last one;
- they stay until the count is a secret step away from them: reading often is no help.
"""

import secrets
from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from community.db import db, now
from community.endorsements.models import FiguresRenewal, Tally, TallyKind

# A group of fewer could point at a person.
FEWEST = 10
# What is drawn, steps and the entries until the next renewal, lies between FEWEST and this.
LARGEST_DRAW = 2 * FEWEST - 1
# Counts about people: where they live, what they do, what they speak.
ABOUT_PEOPLE = (TallyKind.COUNTRY, TallyKind.PROFESSION, TallyKind.LANGUAGE)

Changes = Counter[tuple[TallyKind, str]]


def tally(notes: Sequence[dict[str, Any]]) -> None:
    """Add to the counts what entries say that were sealed just now; only the one who seals does."""
    changes: Changes = Counter()
    for note in notes:
        for place in _places(note):
            changes[place] += note["sign"]
    kept = _hold(changes)
    for place, change in changes.items():
        row = kept[place]
        row.count += change
        if row.kind not in ABOUT_PEOPLE:
            row.shown = row.count
    if _is_time(len(notes)):
        db.session.flush()
        _renew_figures()


def _places(note: dict[str, Any]) -> list[tuple[TallyKind, str]]:
    places = [(TallyKind.ALL, ""), (TallyKind.DAY, note["day"])]
    places += [(TallyKind.COMMITMENT, str(number)) for number in note["commitments"]]
    return places + [(kind, note[kind.value]) for kind in ABOUT_PEOPLE if note[kind.value]]


def _hold(changes: Changes) -> dict[tuple[TallyKind, str], Tally]:
    """The rows of these counts; those that are missing are made."""
    statement = sa.select(Tally).where(sa.tuple_(Tally.kind, Tally.key).in_(list(changes)))
    found = {
        (row.kind, row.key): row for row in db.session.scalars(statement.execution_options(populate_existing=True))
    }
    for kind, key in changes.keys() - found.keys():
        found[kind, key] = Tally(kind=kind, key=key, count=0, shown=0, step=FEWEST + _draw(FEWEST))
        db.session.add(found[kind, key])
    return found


def _is_time(entries: int) -> bool:
    """Whether the figures about people may be renewed after so many more entries; from now on they have been."""
    today = now().date()
    renewal = db.session.get(FiguresRenewal, 1, populate_existing=True)
    if renewal is None:
        renewal = FiguresRenewal(number=1, day=today.min, missing=FEWEST + _draw(FEWEST))
        db.session.add(renewal)
    renewal.missing -= entries
    if renewal.missing > 0 or renewal.day >= today:
        return False
    renewal.day, renewal.missing = today, FEWEST + _draw(FEWEST)
    return True


def _renew_figures() -> None:
    about_people = sa.select(Tally).where(Tally.kind.in_(ABOUT_PEOPLE))
    for row in db.session.scalars(about_people.execution_options(populate_existing=True)):
        # A figure that was just made lies up to 18 below its count.
        if not FEWEST - row.step <= row.count - row.shown < FEWEST - 1 + row.step:
            row.shown = max(0, (row.count - _draw(FEWEST)) // FEWEST * FEWEST)
            row.step = FEWEST + _draw(FEWEST)


def _draw(below: int) -> int:
    return secrets.randbelow(below)
