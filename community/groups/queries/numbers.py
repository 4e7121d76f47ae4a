"""How a group has developed: how many came and went, asked and waited. No name stands behind any of it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median

import sqlalchemy as sa

from community.db import db
from community.groups.models import Group, Membership

# A group younger than so many weeks is told of by weeks, every other by months; of no more than so many of them.
MOST_WEEKS = 26
MOST_MONTHS = 24
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Movement:
    """One stay or request, without whose it is."""

    requested_at: datetime
    decided_at: datetime | None
    joined_at: datetime | None
    ended_at: datetime | None

    @property
    def was_request(self) -> bool:
        """Whether somebody asked, and did not come in at once."""
        return self.decided_at is not None or self.joined_at is None


@dataclass(frozen=True)
class Period:
    """A week or a month. first: its first day. waited: the median of days that decided requests had waited."""

    first: date
    joined: int
    left: int
    members: int
    asked: int
    decided: int
    waited: float | None


@dataclass(frozen=True)
class Numbers:
    """The periods of a group, oldest first. added: by how many the members changed on which day, from the beginning."""

    by_week: bool
    periods: list[Period]
    added: dict[date, int]


def tell_numbers(group: Group, today: date) -> Numbers:
    """How a group has developed until today. Whoever deleted the account is in none of it."""
    movements = _list_movements(group)
    joined = [row.joined_at.date() for row in movements if row.joined_at]
    left = [row.ended_at.date() for row in movements if row.joined_at and row.ended_at]
    firsts, by_week = list_periods(min([today, *joined, *(row.requested_at.date() for row in movements)]), today)
    added = Counter(joined)
    added.subtract(left)
    return Numbers(by_week, _tell_periods(movements, firsts, joined, left), dict(added))


def list_periods(first: date, today: date) -> tuple[list[date], bool]:
    """The first days of the weeks, or of the months, from this day on until today; and whether they are weeks."""
    week, last = _monday(first), _monday(today)
    if (last - week) // _WEEK < MOST_WEEKS:
        return [week + _WEEK * number for number in range((last - week) // _WEEK + 1)], True
    months = range(first.year * 12 + first.month - 1, today.year * 12 + today.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months[-MOST_MONTHS:]], False


def count_in(firsts: Sequence[date], days: Iterable[date]) -> list[int]:
    """How many of these days lie in each of the periods; those before the first one in none."""
    counts = Counter(bisect_right(firsts, day) - 1 for day in days)
    return [counts[place] for place in range(len(firsts))]


def beginning_of(first: date) -> datetime:
    """The moment at which a day begins."""
    return datetime.combine(first, time(), UTC)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _list_movements(group: Group) -> list[Movement]:
    columns = Membership.requested_at, Membership.decided_at, Membership.joined_at, Membership.ended_at
    rows = db.session.execute(sa.select(*columns).where(Membership.group_id == group.id))
    return [Movement(*row) for row in rows]


def _tell_periods(
    movements: Sequence[Movement], firsts: Sequence[date], joined: Sequence[date], left: Sequence[date]
) -> list[Period]:
    asked = count_in(firsts, (row.requested_at.date() for row in movements if row.was_request))
    waits: list[list[float]] = [[] for _first in firsts]
    for row in movements:
        if row.decided_at is not None and (place := bisect_right(firsts, row.decided_at.date()) - 1) >= 0:
            waits[place].append((row.decided_at - row.requested_at) / timedelta(days=1))
    came, went = count_in(firsts, joined), count_in(firsts, left)
    members = sum(day < firsts[0] for day in joined) - sum(day < firsts[0] for day in left)
    periods = []
    for place, first in enumerate(firsts):
        members += came[place] - went[place]
        waited = round(median(waits[place]), 1) if waits[place] else None
        periods.append(Period(first, came[place], went[place], members, asked[place], len(waits[place]), waited))
    return periods
