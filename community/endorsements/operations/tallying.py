"""The roll-up: what sealed entries of the ledger change in the counts, in the same transaction."""

import secrets
from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from community.db import db
from community.endorsements.models import Tally, TallyKind

# A group of fewer could point at a person, and so could a figure that changes by fewer.
FEWEST = 10
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
        _move(kept[place], change)


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
        found[kind, key] = Tally(kind=kind, key=key, count=0, shown=0, step=_draw_step())
        db.session.add(found[kind, key])
    return found


def _move(row: Tally, change: int) -> None:
    row.count += change
    if row.kind not in ABOUT_PEOPLE:
        row.shown = row.count
    elif abs(row.count - row.shown) >= row.step:
        row.shown = row.count if row.count >= FEWEST else 0
        row.step = _draw_step()


def _draw_step() -> int:
    # Drawn anew each time: whoever adds endorsements of their own cannot know how many are missing to the next step.
    return FEWEST + secrets.randbelow(FEWEST)
