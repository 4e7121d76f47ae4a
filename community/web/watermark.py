"""The watermark: which export a file came from that turned up elsewhere.

Nothing is invented for it and nothing falsified. Two things in a file mean nothing to its reader and are left to a key
of the export's own: the order of those who stand under one day, and whether a blank stands after a text. Each row says
for itself, or with its neighbour, whether it fits the key. So a part of the rows is enough, without the head of the
file, without all columns but one; and whoever trims the blanks, or sorts the file, leaves the other mark. Whoever does
both, and orders each day anew, has taken it off: this is a lock against carelessness, not against everything. Of a
file of a few rows the marks are too few to be sure of; each of its rows says where it is from.
"""

import csv
import hmac
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Generic, TypeVar

# Of rows without a mark, one in a billion looks this much like marked ones.
SURE = 6.0
MOST_ROWS = 20_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

# What an export is called by whoever looks for it: its number, for one.
Name = TypeVar("Name")


@dataclass(frozen=True)
class Trace(Generic[Name]):
    """How well a file fits the key of one export: `strength` in standard deviations from chance."""

    source: Name
    strength: float


class Watermark:
    """The marks that one export leaves. key: secret, and its own."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def place(self, text: str) -> bytes:
        """Where a text stands among those of its day: they are ordered by this."""
        return hmac.digest(self._key, b"order" + _bare(text).encode(), "sha256")[:8]

    def has_blank(self, text: str) -> bool:
        """Whether a blank stands after this text."""
        return bool(hmac.digest(self._key, b"blank" + _bare(text).encode(), "sha256")[0] & 1)

    def mark(self, text: str) -> str:
        """The text as it stands in this export."""
        return f"{text} " if self.has_blank(text) else text

    def strength(self, rows: Sequence[Sequence[str]]) -> float:
        """How well the rows of a file fit, whichever of their columns is the marked one."""
        columns = range(max(map(len, rows), default=0))
        return max((self._fit(rows, column) for column in columns), default=0.0)

    def _fit(self, rows: Sequence[Sequence[str]], column: int) -> float:
        texts = {row[column] for row in rows if column < len(row) and _bare(row[column])}
        blanks = [text.endswith(" ") == self.has_blank(text) for text in texts]
        pairs = {
            (_bare(one[column]), _bare(other[column]))
            for one, other in pairwise(rows)
            if column < len(one) and column < len(other) and _same_day(one, other)
        }
        order = [self.place(one) < self.place(other) for one, other in pairs if one != other]
        return max(_beyond_chance(blanks), _beyond_chance(order), _beyond_chance(blanks + order))


def find_source(content: str, keys: Mapping[Name, bytes]) -> list[Trace[Name]]:
    """The exports whose marks a file carries, the likeliest first. keys: those of every export, by its name."""
    rows = list(_some(list(_read(content))))
    traces = [Trace(source, Watermark(key).strength(rows)) for source, key in keys.items()]
    return sorted((t for t in traces if t.strength >= SURE), key=lambda trace: -trace.strength)


def _bare(text: str) -> str:
    """What stays of a text however a program trims or quotes it."""
    return unicodedata.normalize("NFC", text).strip().removeprefix("'").strip()


def _same_day(one: Sequence[str], other: Sequence[str]) -> bool:
    days = [next((found[0] for cell in row if (found := _DAY.fullmatch(cell.strip()))), None) for row in (one, other)]
    return days[0] is not None and days[0] == days[1]


def _beyond_chance(fits: Sequence[bool]) -> float:
    return (2 * sum(fits) - len(fits)) / sqrt(len(fits)) if fits else 0.0


def _read(content: str) -> Iterator[list[str]]:
    """The rows of a file or of a part of one, be it CSV or JSON."""
    content = content.removeprefix("\ufeff")
    found = _read_document(content) or [row for line in content.splitlines() if (row := _read_object(line)) is not None]
    yield from found or (row for row in csv.reader(content.splitlines(keepends=True)) if row)


def _read_document(content: str) -> list[list[str]]:
    try:
        value = json.loads(content)
    except ValueError:
        return []
    rows = value.get("rows") if isinstance(value, dict) else value
    if not isinstance(rows, list):
        return []
    return [[str(cell) for cell in row.values()] for row in rows if isinstance(row, dict)]


def _read_object(line: str) -> list[str] | None:
    try:
        value = json.loads(line.strip().rstrip(","))
    except ValueError:
        return None
    return [str(cell) for cell in value.values()] if isinstance(value, dict) else None


def _some(rows: list[list[str]]) -> Iterable[list[str]]:
    """Runs of neighbours from the whole file, where it is a very long one."""
    if len(rows) <= MOST_ROWS:
        return rows
    run, runs = 1000, MOST_ROWS // 1000
    starts = [(len(rows) - run) * number // (runs - 1) for number in range(runs)]
    return (row for start in starts for row in rows[start : start + run])
