"""Words in pictures, set in fonts of our own: Hangul and Latin alike, never broken inside a word.

The fonts lie in `fonts/`, each under the SIL Open Font License 1.1, whose text lies beside it. The same are taken for
printed pages.
"""

import struct
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from PIL import ImageDraw, ImageFont

FONTS = Path(__file__).parent / "fonts"
PLAIN, STRONG, SERIF = "Pretendard-Regular.otf", "Pretendard-SemiBold.otf", "NotoSerifKR-SemiBold.ttf"
# Where a font lacks a character, the next of these is asked.
_OTHERS = {PLAIN: SERIF, STRONG: SERIF, SERIF: STRONG}
_LEADING = 1.32  # of the size; Hangul fills its line and wants air

Colour = tuple[int, int, int]


@lru_cache(64)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / name, size)


@cache
def _covered(name: str) -> frozenset[int]:
    """The code points that a font has, from its table `cmap` in format 12 or 4 (OpenType 1.9, cmap)."""
    data = (FONTS / name).read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    places = {data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0] for at in range(12, 12 + 16 * tables, 16)}
    start = places[b"cmap"]
    (count,) = struct.unpack_from(">H", data, start + 2)
    found: set[int] = set()
    for number in range(count):
        at = start + struct.unpack_from(">HHI", data, start + 4 + 8 * number)[2]
        found |= {12: _groups, 4: _segments}.get(struct.unpack_from(">H", data, at)[0], _nothing)(data, at)
    return frozenset(found)


def _groups(data: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", data, at + 12)
    groups = (struct.unpack_from(">II", data, at + 16 + 12 * number) for number in range(count))
    return {point for first, last in groups for point in range(first, last + 1)}


def _segments(data: bytes, at: int) -> set[int]:
    (double,) = struct.unpack_from(">H", data, at + 6)
    lasts = struct.unpack_from(f">{double // 2}H", data, at + 14)
    firsts = struct.unpack_from(f">{double // 2}H", data, at + 16 + double)
    points = {point for first, last in zip(firsts, lasts, strict=True) for point in range(first, last + 1)}
    return points - {0xFFFF}  # the last segment is there to end the table


def _nothing(data: bytes, at: int) -> set[int]:
    return set()


def _font_for(name: str, character: str) -> str | None:
    return next((one for one in (name, _OTHERS[name]) if ord(character) in _covered(one)), None)


def _runs(text: str, name: str) -> Iterator[tuple[str, str]]:
    """The parts of a text with the font that has their characters; what no font has is left out."""
    for font, characters in groupby(text, lambda character: _font_for(name, character)):
        if font:
            yield font, "".join(characters)


def can_set(text: str) -> bool:
    """Whether the fonts have every character of a text."""
    return settable(text) == compose(text)


def settable(text: str) -> str:
    """A text without the characters that no font has; its lines stay."""
    lines = (
        "".join(character for character in line if _font_for(PLAIN, character)) for line in compose(text).split("\n")
    )
    return "\n".join(lines)


def compose(text: str) -> str:
    """The same text in whole letters: fonts have syllables of Hangul, and no parts to join."""
    return unicodedata.normalize("NFC", text)


@dataclass(frozen=True)
class Setting:
    """Lines of one size of one font, ready to be drawn."""

    name: str
    size: int
    lines: tuple[str, ...]

    @property
    def leading(self) -> int:
        """From line to line, in pixels."""
        return round(self.size * _LEADING)

    @property
    def height(self) -> int:
        """Of all lines, in pixels."""
        return self.leading * len(self.lines)

    def draw(self, canvas: ImageDraw.ImageDraw, x: float, y: float, colour: Colour) -> None:
        """Write the lines, the first one's top left corner at x and y."""
        for number, line in enumerate(self.lines):
            at, baseline = x, y + number * self.leading + self.size
            for font, run in _runs(line, self.name):
                canvas.text((at, baseline), run, fill=colour, font=_font(font, self.size), anchor="ls")
                at += _font(font, self.size).getlength(run)


def width_of(text: str, name: str, size: int) -> float:
    """How wide a text is on one line, in pixels."""
    return sum(_font(font, size).getlength(run) for font, run in _runs(text, name))


def fit(text: str, name: str, sizes: Iterable[int], width: int, height: int) -> Setting:
    """Set a text in the first of the sizes in which it fits into a box; in the last one, cut, where it fits in none.

    sizes: in pixels, falling. width, height: of the box, in pixels.
    """
    setting = Setting(name, 0, ())
    for size in sizes:
        setting = Setting(name, size, tuple(_wrap(compose(text), name, size, width)))
        if setting.height <= height:
            return setting
    fitting = max(1, height // setting.leading)
    return Setting(name, setting.size, (*setting.lines[: fitting - 1], f"{setting.lines[fitting - 1]} …"))


def _wrap(text: str, name: str, size: int, width: int) -> Iterator[str]:
    line = ""
    for word in (part for whole in text.split() for part in _parts(whole, name, size, width)):
        longer = f"{line} {word}" if line else word
        if line and width_of(longer, name, size) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def _parts(word: str, name: str, size: int, width: int) -> Iterator[str]:
    """A word whole; one that is wider than the box, in pieces."""
    piece = ""
    if width_of(word, name, size) <= width:
        yield word
        return
    for character in word:
        if piece and width_of(piece + character, name, size) > width:
            yield piece
            piece = ""
        piece += character
    yield piece
