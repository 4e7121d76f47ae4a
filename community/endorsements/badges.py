"""The badge that other sites show: how wide its words are, without knowing the font that will write them.

A picture inside a page of another site can load no font, so that the system's own writes it. Its letters are nearly as
wide everywhere; the drawing says how long each text is to be, and what writes it makes up for the rest.
"""

import unicodedata
from dataclasses import dataclass

SIZE = 11  # of the letters; all lengths are in the same units, pixels where the badge is not scaled
HEIGHT = 24
_PADDING = 8
_MARK = 22  # what the rings before the label take

# How wide letters are, in parts of their size.
_WIDE, _USUAL, _CAPITAL, _DIGIT, _NARROW, _BROAD = 0.95, 0.55, 0.68, 0.58, 0.3, 0.86
_NARROW_LETTERS = frozenset(" fijlrtI.,:;'’!|()·-")
_BROAD_LETTERS = frozenset("mwMW%@")


@dataclass(frozen=True)
class Badge:
    """Two texts side by side, and how wide they are."""

    label: str
    figure: str
    label_length: int
    figure_length: int

    @property
    def left(self) -> int:
        """Where the part of the figure begins."""
        return _MARK + self.label_length + _PADDING

    @property
    def width(self) -> int:
        """How wide the whole is."""
        return self.left + 2 * _PADDING + self.figure_length


def lay_out(label: str, figure: str) -> Badge:
    """A badge of these two texts."""
    return Badge(label, figure, length_of(label), length_of(figure))


def length_of(text: str) -> int:
    """How long a text is about, Latin or Hangul."""
    return round(SIZE * sum(map(_width_of, text)))


def wrap(text: str, size: float, width: float) -> list[str]:
    """A text in lines that are about as long as `width` at most, its letters being of this size."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and length_of(longer) * size / SIZE <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _width_of(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE
    if letter in _NARROW_LETTERS:
        return _NARROW
    if letter in _BROAD_LETTERS:
        return _BROAD
    if letter.isdigit():
        return _DIGIT
    return _CAPITAL if letter.isupper() else _USUAL
