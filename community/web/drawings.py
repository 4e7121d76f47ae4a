"""The arithmetic of the drawings of the house: the ripple of seven rings, a member's generated ripple, QR codes.

Pure and deterministic: the same numbers always give the same picture. The templates turn the points into SVG.
"""

import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import segno

CANVAS = 560
COLOURS = 7

Dot = tuple[float, float, float]
AvatarRing = tuple[float, float, int]

_INNERMOST, _STEP = 46, 32
_ORIGIN = 7
_CLOSEST = 7  # a full ring has one dot every so many units of its length
_SPARSE = 0.22  # a ring that nobody has taken on yet is drawn this dense: waiting, not missing
_MANY = 1000  # from so many endorsers on, the leading ring is full
_SIZES = (1.3, 1.7, 2.1, 2.4)


def ripple_rings(counts: Sequence[int], total: int | None = None) -> list[list[Dot]]:
    """Dot the rings of the ripple, one ring for each count: the more endorsers, the denser.

    Args: counts, the endorsers of each commitment, innermost ring first; total, how many endorsed at all: a ring is
    full where all of them took its commitment on. Without it the fullest ring is that of most endorsers.
    Returns: for each ring its dots as (x, y, radius) on a square canvas of 560 units. A ring's number of dots is
    bounded by its length, however large the count.
    """
    # What everybody and what one commitment is counted may differ for a moment; no ring is more than full.
    everybody = max([0, *counts, total or 0])
    return [
        _ring(index, max(0, count) / max(1, everybody) * _fullness(everybody)) for index, count in enumerate(counts)
    ]


def ripple_paths(counts: Sequence[int], total: int | None = None) -> tuple[tuple[tuple[float, str], ...], ...]:
    """The rings of `ripple_rings` as SVG draws them with round caps: for each ring its paths as (width, points).

    Dots of one size are one path of points, a third of the bytes of as many circles.
    """
    return tuple(
        tuple(
            (size * 2, "".join(f"M{x} {y}h0" for x, y, dot in ring if dot == size))
            for size in sorted({dot for _x, _y, dot in ring})
        )
        for ring in ripple_rings(counts, total)
    )


def ripple_origin(total: int) -> float:
    """The radius of the point from which the ripple spreads: it grows with the number of all endorsers, to a limit."""
    return round(_ORIGIN * (1 + _fullness(total)), 1)


def _fullness(number: int) -> float:
    return min(1.0, math.log1p(max(0, number)) / math.log1p(_MANY))


def _ring(index: int, share: float) -> list[Dot]:
    radius = _INNERMOST + _STEP * index
    dots = round(2 * math.pi * radius / _CLOSEST * (_SPARSE + (1 - _SPARSE) * share))
    return [_dot(index, radius, 2 * math.pi * (dot + 0.37 * index) / dots) for dot in range(dots)]


def _dot(index: int, radius: float, angle: float) -> Dot:
    # Outer rings waver a little, as water does; few sizes of dot let the template draw each size as one path.
    distance = radius + 0.53 * index * math.sin(5 * angle + index)
    size = _SIZES[min(len(_SIZES) - 1, int(abs(math.sin(3 * angle + index)) * len(_SIZES)))]
    return (
        round(CANVAS / 2 + distance * math.cos(angle), 1),
        round(CANVAS / 2 + distance * math.sin(angle), 1),
        size,
    )


def avatar_rings(seed: str) -> list[AvatarRing]:
    """Draw a member's own ripple from a seed such as the handle.

    Returns: outermost first, three rings and the point they spread from (the last), each as (radius, width of the line,
    number of its colour from 1 to 7) on a square canvas of 32 units.
    """
    noise = hashlib.sha256(seed.encode()).digest()
    rings = [
        (round(base + noise[at] / 255 * 1.3, 1), round(0.9 + noise[at + 3] / 255 * 1.2, 1), noise[at + 6] % COLOURS + 1)
        for at, base in enumerate((12.6, 9.0, 5.4))
    ]
    return [*rings, (round(1.6 + noise[9] / 255 * 1.2, 1), 0.0, noise[10] % COLOURS + 1)]


@dataclass(frozen=True)
class QrCode:
    """A QR code as one path of dark bars on a square canvas of `size` units, with the margin that scanners need."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """Draw a text as a QR code (ISO/IEC 18004), which keeps readable where up to 15 in 100 of it are lost."""
    rows = [bytes(row) for row in segno.make(text, micro=False, error="m").matrix_iter(border=4)]
    bars = [f"M{start} {y}h{end - start}v1h{start - end}z" for y, row in enumerate(rows) for start, end in _runs(row)]
    return QrCode(len(rows), "".join(bars))


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Where dark modules stand beside one another: from, to."""
    return [match.span() for match in re.finditer(b"\x01+", row)]
