"""Shapes: what tells a flood from a crowd.

A crowd may come from one network, have one mail domain and even one way of making addresses: a university has all
three. What it has not is the pace of a machine. So endorsements are looked at in groups that have a sign in common (a
network, a domain, a pattern of addresses, a text, or only the moment), and of such a group only those are held back
that are *too quick for people*, or *too much alike* in how long they took. One quick person is nothing: there must be
many, and a good part of their group.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from flask import current_app

from community.config import Config
from community.endorsements.models import Pace

# Of a group, in hundredths, those that have a pace in common, for it to be a shape.
_SHARE = {Pace.QUICK: 20, Pace.FORM: 30, Pace.ANSWER: 30, Pace.ALIKE: 40}
# How much one time may differ from the next and still be the same. People who are told to press a button together
# differ by more, and in two times at once.
_WIDTH = math.log(1.15)
_LONGEST = 24 * 3600.0


class Timed(Protocol):
    """What shapes are made of: how long each took, in seconds, as far as known."""

    @property
    def filled_in(self) -> float | None:
        """Seconds between opening the form and sending it."""

    @property
    def answered_in(self) -> float | None:
        """Seconds between the leaving of the mail and the confirmation."""


@dataclass(frozen=True)
class Shape:
    """A pace, and the seconds that belong to it, both bounds included."""

    pace: Pace
    filled: tuple[float, float]
    answered: tuple[float, float]

    def has(self, one: Timed) -> bool:
        """Whether something has this pace."""
        if one.answered_in is None or not self.answered[0] <= one.answered_in <= self.answered[1]:
            return False
        if one.filled_in is None:  # nobody knows: only what was answered in no time is too quick anyhow
            return self.pace is Pace.ANSWER
        return self.filled[0] <= one.filled_in <= self.filled[1]


def find_shapes(group: Sequence[Timed]) -> list[Shape]:
    """The shapes of a group that has a sign in common."""
    config: Config = current_app.config["COMMUNITY"]
    shapes = [shape for shape in _quick_shapes(config) if _stands_out(shape, group, config)]
    rest = [one for one in group if not any(shape.has(one) for shape in shapes)]
    alike = _find_alike(rest)
    return [*shapes, alike] if alike and _stands_out(alike, rest, config) else shapes


def _quick_shapes(config: Config) -> list[Shape]:
    form, answer = float(config.quick_form), float(config.quick_answer)
    return [
        Shape(Pace.QUICK, (0, form), (0, answer)),
        # With one of the two at leisure, the other must be quicker than anybody.
        Shape(Pace.FORM, (0, form / 2), (0, _LONGEST)),
        Shape(Pace.ANSWER, (0, _LONGEST), (0, answer / 3)),
    ]


def _stands_out(shape: Shape, group: Sequence[Timed], config: Config) -> bool:
    count = sum(shape.has(one) for one in group)
    return count >= config.flood_shape and count * 100 >= _SHARE[shape.pace] * len(group)


def _find_alike(group: Sequence[Timed]) -> Shape | None:
    """The two neighbouring spans of time, of filling in and of answering, into which most of a group falls."""
    cells: Counter[tuple[int, int]] = Counter()
    for one in group:
        if one.filled_in is not None and one.answered_in is not None:
            column, row = _span(one.filled_in), _span(one.answered_in)
            cells.update((column - left, row - down) for left in (0, 1) for down in (0, 1))
    if not cells:
        return None
    (column, row), _count = max(cells.items(), key=lambda cell: (cell[1], cell[0]))
    return Shape(Pace.ALIKE, _seconds(column), _seconds(row))


def _span(seconds: float) -> int:
    return math.floor(math.log(max(seconds, 1.0)) / _WIDTH)


def _seconds(span: int) -> tuple[float, float]:
    return math.exp(span * _WIDTH) if span > 0 else 0.0, math.exp((span + 2) * _WIDTH)
