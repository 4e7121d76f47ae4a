"""Cards: the pictures by which a page of ours is shown where people share it (PNG, 1200×630).

A card is drawn from what stands in it and from nothing else, so that the same card is the same bytes, and is known
before it is drawn by its mark. Drawing takes about a tenth of a second of a processor: the last ones are kept.
"""

import hashlib
import io
import threading
from collections import OrderedDict
from dataclasses import astuple, dataclass
from pathlib import Path

import PIL
from PIL import Image, ImageDraw

from community.web.drawings import CANVAS, ripple_origin, ripple_rings
from community.web.typesetting import PLAIN, SERIF, STRONG, Colour, fit, width_of

WIDTH, HEIGHT = 1200, 630
KEPT = 64  # of some 50 kB each
_LEFT, _TOP, _COLUMN = 72, 60, 656
PATIENCE = 3.0  # seconds that somebody waits while others' cards are drawn: meanwhile a thread of the site waits too
_RIPPLE, _SHARPER = 600, 3  # its side; drawn so many times larger, then made small: soft edges
_PAPER: Colour = (251, 248, 243)
_INK: Colour = (27, 35, 48)
_SOFT: Colour = (76, 85, 102)
_DAWN: Colour = (184, 71, 47)
_SEA: Colour = (14, 79, 92)
_LINE: Colour = (217, 208, 194)
_RINGS: tuple[Colour, ...] = (
    *((184, 71, 47), (178, 91, 62), (152, 104, 90), (116, 112, 111)),
    *((81, 112, 122), (47, 102, 114), (14, 79, 92)),
)
_MODULES = ("endorsements/cards.py", "web/typesetting.py", "web/drawings.py")
# Whatever changes how cards look changes their marks.
_HAND = hashlib.sha256(
    b"".join((Path(__file__).parents[1] / name).read_bytes() for name in _MODULES) + PIL.__version__.encode()
).hexdigest()


@dataclass(frozen=True)
class Card:
    """What stands in a picture.

    numeral: of one commitment, or "". total, counts: of all endorsers and of the seven commitments. bright: the
    commitments whose rings stand out.
    """

    site: str
    label: str
    numeral: str
    words: str
    name: str
    foot: str
    address: str
    total: int
    counts: tuple[int, ...]
    bright: tuple[int, ...]

    def mark(self) -> str:
        """What tells this card from every other (hexadecimal)."""
        return hashlib.sha256(repr((_HAND, astuple(self))).encode()).hexdigest()[:32]


_kept: OrderedDict[str, bytes] = OrderedDict()
_easel = threading.Lock()


class EaselTaken(Exception):
    """So many cards are being drawn that this one did not get its turn in time."""


def find_drawn(card: Card) -> bytes | None:
    """The picture of a card if it was drawn a short while ago."""
    return _kept.get(card.mark())


def draw(card: Card) -> bytes:
    """Draw a card, one at a time. Returns a PNG that says nothing beside its pixels; raises EaselTaken."""
    if not _easel.acquire(timeout=PATIENCE):
        raise EaselTaken
    try:
        picture = find_drawn(card) or _png(_paint(card))
        _kept[card.mark()] = picture
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
        return picture
    finally:
        _easel.release()


def step_down(count: int) -> tuple[int, bool]:
    """A count as a card says it, which changes rarely: to two digits, and whether there are more than that.

    Up to a hundred it is the count itself.
    """
    if count <= 100:
        return count, False
    unit: int = 10 ** (len(str(count - 1)) - 2)
    return (count - 1) // unit * unit, True


def _paint(card: Card) -> Image.Image:
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    image.paste(_ripple(card), (WIDTH - _RIPPLE + 96, (HEIGHT - _RIPPLE) // 2))
    canvas = ImageDraw.Draw(image)
    _write_head(canvas, card)
    _write_words(canvas, card)
    _write_foot(canvas, card)
    return image


def _write_head(canvas: ImageDraw.ImageDraw, card: Card) -> None:
    for radius, width in ((9, 0), (17, 3), (25, 2)):
        box = (_LEFT + 25 - radius, _TOP + 25 - radius, _LEFT + 25 + radius, _TOP + 25 + radius)
        canvas.ellipse(box, fill=None if width else _DAWN, outline=_SEA if width else None, width=width)
    fit(card.site, STRONG, (34,), _COLUMN, 60).draw(canvas, _LEFT + 66, _TOP + 2, _INK)


def _write_words(canvas: ImageDraw.ImageDraw, card: Card) -> None:
    label = fit(card.label, PLAIN, range(26, 14, -1), _COLUMN, 36)
    name = fit(card.name, STRONG, (38, 34, 30, 26, 22), _COLUMN, 100) if card.name else None
    room = 300 - (name.height + 20 if name else 0)
    indent = round(width_of(card.numeral, SERIF, 96)) + 28 if card.numeral else 0
    words = fit(card.words, SERIF, range(54, 22, -2), _COLUMN - indent, room)
    y = 132 + (350 - label.height - words.height - (name.height + 20 if name else 0)) // 2
    label.draw(canvas, _LEFT, y, _SOFT)
    y += label.height + 14
    if card.numeral:
        fit(card.numeral, SERIF, (96,), _COLUMN, 200).draw(canvas, _LEFT, y - 22, _DAWN)
    words.draw(canvas, _LEFT + indent, y, _INK)
    if name:
        name.draw(canvas, _LEFT + indent, y + words.height + 20, _DAWN)


def _write_foot(canvas: ImageDraw.ImageDraw, card: Card) -> None:
    canvas.line((_LEFT, 510, _LEFT + _COLUMN, 510), fill=_LINE, width=2)
    fit(card.foot, STRONG, (28, 26, 24, 22), _COLUMN, 40).draw(canvas, _LEFT, 524, _INK)
    fit(card.address, PLAIN, (24, 20, 16), _COLUMN, 36).draw(canvas, _LEFT, 564, _SEA)


def _ripple(card: Card) -> Image.Image:
    side = _RIPPLE * _SHARPER
    scale = side / CANVAS
    image = Image.new("RGB", (side, side), _PAPER)
    canvas = ImageDraw.Draw(image)
    canvas.circle((side / 2, side / 2), ripple_origin(card.total) * scale, fill=_DAWN)
    for number, dots in enumerate(ripple_rings(card.counts, card.total), 1):
        colour = _RINGS[number - 1] if number in card.bright else _pale(_RINGS[number - 1])
        for x, y, radius in dots:
            canvas.circle((x * scale, y * scale), radius * scale, fill=colour)
    return image.reduce(_SHARPER)


def _pale(colour: Colour) -> Colour:
    red, green, blue = (round(paper + (part - paper) * 0.3) for part, paper in zip(colour, _PAPER, strict=True))
    return red, green, blue


def _png(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()
