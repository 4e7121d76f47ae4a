"""The arithmetic of the pictures of the count: growth over time, bars, the map of the world.

Pure and deterministic: figures in, places on a canvas out; the templates turn them into SVG. Nothing here knows a
language or asks the database.
"""

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from community.web.columns import levels_up_to

Point = tuple[date, int]

MOST_POINTS = 120
SHADES = 5

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_BOX = 1000  # the canvas of the growth in both directions; the template stretches it
_WORLD = Path(__file__).parent / "content" / "world.json"


def sample_growth(added: Mapping[date, int], today: date) -> list[Point]:
    """What has come together by the end of days, from the day before the first until today.

    Args: added, by how much the count changed on which day; days on which nothing happened may be missing.
    Returns: at most about 120 points, the first with 0, the last as of today with everything: one for each day, or
    for each week, month or several months: the shortest of these that gives few enough.
    """
    if not added:
        return []
    days = sorted(added)
    sums = list(accumulate(added[day] for day in days))
    before, last = days[0] - _DAY, max(days[-1], today)
    marks = [before, *(mark for mark in _marks(before, last) if mark > before)]
    return [(mark, sums[at - 1] if (at := bisect_right(days, mark)) else 0) for mark in marks]


def _marks(before: date, last: date) -> list[date]:
    """Days at even distances, the last of them `last`, oldest first."""
    span = (last - before).days
    for step in (_DAY, _WEEK):
        if span <= MOST_POINTS * step.days:
            return [last - step * back for back in reversed(range(span // step.days + 1))]
    months = (last.year - before.year) * 12 + last.month - before.month
    ends = range(0, months + 1, -(-months // MOST_POINTS))
    return [*(_month_end(last, back) for back in reversed(ends[1:])), last]


def _month_end(day: date, back: int) -> date:
    """The last day of the month that lies so many months before this day's month."""
    month = day.year * 12 + day.month - back  # that of the month after it
    return date(month // 12, month % 12 + 1, 1) - _DAY


@dataclass(frozen=True)
class Growth:
    """A line of growth on a canvas of 1,000 by 1,000 units, y downwards, and where its words stand, in hundredths.

    line, area: paths. levels: horizontal lines as (y, figure), from 0 up. days: (x, day), first and last among them.
    end: x and y of the last point. by_day: whether days are near enough to one another to be named by day.
    """

    line: str
    area: str
    levels: list[tuple[float, int]]
    days: list[tuple[float, date]]
    end: tuple[float, float]
    last: Point
    by_day: bool


def draw_growth(points: Sequence[Point]) -> Growth | None:
    """Draw how the count grew; None where there is nothing to draw yet."""
    if len(points) < 2:
        return None
    (first, _zero), last = points[0], points[-1]
    span = (last[0] - first).days
    levels = levels_up_to(max(number for _day, number in points))
    top = levels[-1]
    places = [((day - first).days / span, 1 - max(0, number) / top) for day, number in points]
    line = "L".join(f"{x * _BOX:.0f} {y * _BOX:.0f}" for x, y in places)
    middle = first + (last[0] - first) / 2
    days = [first, middle, last[0]] if span > 2 else [first, last[0]]
    return Growth(
        line=f"M{line}",
        area=f"M{line}V{_BOX}H0z",
        levels=[(_hundredths(1 - level / top), level) for level in levels],
        days=[(_hundredths((day - first).days / span), day) for day in days],
        end=(_hundredths(places[-1][0]), _hundredths(places[-1][1])),
        last=last,
        by_day=span <= MOST_POINTS,
    )


def _hundredths(share: float) -> float:
    return round(100 * share, 1)


def bar_lengths(counts: Sequence[int], total: int) -> list[float]:
    """How long the bars of these counts are, in hundredths of the bar of everybody."""
    everybody = max(1, total, *counts)
    return [_hundredths(max(0, count) / everybody) for count in counts]


@dataclass(frozen=True)
class Land:
    """A country on the map of the world.

    shade: from 1 to 5, by how many digits the figure has. path: its shape; "" where it is smaller than its dot.
    x, y, radius: its dot, the larger the more.
    """

    code: str
    figure: int
    shade: int
    path: str
    x: int
    y: int
    radius: int


@dataclass(frozen=True)
class World:
    """The map of the world, on a canvas of `width` by `height` units.

    rest: the path of all land without a figure. lands: the others, in the order of their figures. shades: from the
    lightest to the darkest that is used: number, least figure, least figure of the next shade or None for the last.
    """

    width: int
    height: int
    rest: str
    lands: list[Land]
    shades: list[tuple[int, int, int | None]]


def draw_world(figures: Sequence[tuple[str, int]]) -> World:
    """Draw the map of the world with the figures of some countries.

    Args: figures, the codes (ISO 3166-1) and figures of the countries that may be told apart. One that the map does
    not know is left out: it stands in the table alone.
    """
    world = _world()
    shapes, middles = world["shapes"], world["middles"]
    shaded = {code for code, _figure in figures}
    lands = [_land(code, figure, shapes.get(code, ""), middles[code]) for code, figure in figures if code in middles]
    width, height = world["size"]
    most = max((land.shade for land in lands), default=0)
    return World(
        width=width,
        height=height,
        rest="".join([world["plain"], *(shape for code, shape in shapes.items() if code not in shaded)]),
        lands=lands,
        shades=[(shade, 10**shade, 10 ** (shade + 1) if shade < SHADES else None) for shade in range(1, most + 1)],
    )


def _land(code: str, figure: int, path: str, middle: tuple[int, int]) -> Land:
    shade = max(1, min(SHADES, len(str(figure)) - 1))
    x, y = middle
    return Land(code, figure, shade, path, x, y, 16 + 6 * shade)


@cache
def _world() -> dict[str, Any]:
    world: dict[str, Any] = json.loads(_WORLD.read_text(encoding="utf-8"))
    return world
