"""The arithmetic of columns that stand side by side: so many of something in each week or month.

Pure and deterministic: figures in, places in hundredths of the plot out; the template turns them into SVG.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

_TICKS = 4
# How much of the place of one period its columns take.
_FILLED = 76.0


@dataclass(frozen=True)
class Column:
    """One column. series: which of the series it belongs to, from 1."""

    series: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Columns:
    """Columns, y downwards. levels: horizontal lines as (y, figure), from 0 up. middles: x of each period."""

    columns: list[Column]
    levels: list[tuple[float, int]]
    middles: list[float]


def levels_up_to(largest: int) -> list[int]:
    """Round figures from 0 to the largest or the next above it, at most four steps of them."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if largest <= step * _TICKS:
                return list(range(0, max(step, largest + step - 1) + 1, step))
        size *= 10


def draw_columns(series: Sequence[Sequence[float | None]]) -> Columns | None:
    """Draw series of as many figures each, one for each period; None where every figure is 0 or not known."""
    largest = ceil(max((figure or 0 for figures in series for figure in figures), default=0))
    if largest <= 0:
        return None
    levels = levels_up_to(largest)
    top, periods = levels[-1], len(series[0])
    place = 100 / periods
    width = place * _FILLED / 100 / len(series)
    columns = [
        Column(
            series=number,
            x=round(place * period + (place - width * len(series)) / 2 + width * (number - 1), 2),
            y=round(100 * (1 - figure / top), 2),
            width=round(width, 2),
            height=round(100 * figure / top, 2),
        )
        for number, figures in enumerate(series, 1)
        for period, figure in enumerate(figures)
        if figure
    ]
    return Columns(
        columns=columns,
        levels=[(round(100 * (1 - level / top), 1), level) for level in levels],
        middles=[round(place * (period + 0.5), 2) for period in range(periods)],
    )
