"""The colours of the house can be read by everybody: WCAG 2.2 AA, in light and in dark."""

import re
from pathlib import Path

import pytest

STYLES = (Path(__file__).parents[2] / "static" / "css" / "site.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "surface", "sunken")
TEXT, GRAPHIC = 4.5, 3.0

PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft", "sea", "dawn", "bad") for ground in GROUNDS),
    *((edge, ground, GRAPHIC) for edge in ("line-strong", "focus-edge") for ground in GROUNDS),
    *(("on-sea", fill, TEXT) for fill in ("sea", "sea-deep", "dawn", "dawn-deep", "bad")),
    *((ink, f"{kind}-soft", TEXT) for kind in ("good", "waiting", "bad", "sea") for ink in ("ink", kind)),
    *((ink, ground, TEXT) for ink in ("on-night", "night-link") for ground in ("night", "deep")),
    *((f"ring-{number}", "paper", GRAPHIC) for number in range(1, 8)),
    ("sea-deep", "sea-soft", TEXT),
    *((part, ground, GRAPHIC) for part in ("dawn", "sea") for ground in ("land", "sea-soft")),
]


def _tokens(scheme):
    blocks = re.findall(r":root \{(.*?)\}", STYLES, re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks[:2])
    return light if scheme == "light" else light | dark


def _luminance(colour):
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_has_enough_contrast(scheme):
    tokens = _tokens(scheme)
    too_faint = []
    for front, back, least in PAIRS:
        darker, lighter = sorted((_luminance(tokens[front]), _luminance(tokens[back])))
        contrast = (lighter + 0.05) / (darker + 0.05)
        if contrast < least:
            too_faint.append(f"{front} on {back}: {contrast:.2f} < {least}")
    assert too_faint == []


def test_no_stylesheet_asks_another_origin():
    for sheet in (Path(__file__).parents[2] / "static" / "css").glob("*.css"):
        addresses = re.findall(r"url\(([^)]*)\)|@import ([^;]*)", sheet.read_text(encoding="utf-8"))
        assert all(url.startswith("../fonts/") and not imported for url, imported in addresses), sheet.name
