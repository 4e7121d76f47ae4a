"""Law: no page makes a request to another origin, and none carries style or script in itself.

The pages as they are rendered are checked by tests/pages.py; here it is what lies in the files, used or not.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = r"(?:https?:|wss?:|data:|//)"
# Mail programs load no stylesheet of ours.
MAIL_FRAME = "templates/layout/mail.html"
# A copy of one's data is read far from here, as a file: it brings its style, and forbids itself everything else.
COPY = "templates/accounts/_my_data.html"

LOADS = [
    rf"""\b(?:src|srcset|action|formaction|poster|data|background|manifest|ping|xlink:href)\s*=\s*["']?\s*{ELSEWHERE}""",
    rf"""<(?:link|use|image|base)\b[^>]*\bhref\s*=\s*["']?\s*{ELSEWHERE}""",
    r"""<meta[^>]+http-equiv""",
    r"""<(?:iframe|object|embed|applet|frame)\b""",
]
INLINE = [
    r"""<style\b""",
    r"""<script(?![^>]*\bsrc=)[^>]*>""",
    r"""\son[a-z]+\s*=""",
    r"""\sstyle\s*=""",
    r"""javascript:""",
]
IN_CSS = [rf"""url\(\s*["']?\s*{ELSEWHERE}""", rf"""@import\b[^;]*{ELSEWHERE}""", r"""@import\s+["']//"""]
IN_JS = [r"""["'`](?:https?:|wss?:|//)""", r"""\b(?:eval|Function)\s*\("""]


def files(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


def found_in(text: str, patterns: list[str]) -> list[str]:
    return [match[0] for pattern in patterns for match in re.finditer(pattern, text, re.IGNORECASE)]


def markup(path: Path) -> str:
    """A template without what Jinja reads: `{% set on = … %}` is no attribute."""
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_template_or_picture_loads_anything_from_elsewhere():
    looked_at = files("templates/**/*.html", "templates/**/*.svg", "static/**/*.svg")
    assert looked_at
    found = {name(path): loads for path in looked_at if (loads := found_in(path.read_text("utf-8"), LOADS))}
    assert found == {COPY: ["<meta http-equiv"]}
    assert "default-src 'none'" in (ROOT / COPY).read_text("utf-8")


def test_no_template_carries_style_or_script():
    looked_at = [
        path for path in files("templates/**/*.html", "static/**/*.svg") if name(path) not in (MAIL_FRAME, COPY)
    ]
    assert {name(path): found for path in looked_at if (found := found_in(markup(path), INLINE))} == {}
    assert set(found_in(markup(ROOT / MAIL_FRAME), INLINE)) == {" style="}
    assert found_in(markup(ROOT / COPY), INLINE) == ["<style"]


def test_no_stylesheet_loads_anything_from_elsewhere():
    looked_at = files("static/**/*.css")
    assert looked_at
    assert {name(path): found for path in looked_at if (found := found_in(path.read_text("utf-8"), IN_CSS))} == {}


def test_no_script_names_another_origin():
    looked_at = files("static/**/*.js")
    assert looked_at
    assert {name(path): found for path in looked_at if (found := found_in(path.read_text("utf-8"), IN_JS))} == {}


@pytest.mark.parametrize(
    ("planted", "patterns"),
    [
        ('<img src="https://tracker.example/p.gif" alt="">', LOADS),
        ("<img src=//tracker.example/p.gif>", LOADS),
        ('<link rel="stylesheet" href="https://fonts.example/css">', LOADS),
        ('<form action="http://elsewhere.example/">', LOADS),
        ('<svg><use href="https://icons.example/i.svg#a"/></svg>', LOADS),
        ('<meta http-equiv="refresh" content="0; url=https://elsewhere.example">', LOADS),
        ('<iframe src="/map"></iframe>', LOADS),
        ('<p style="color: red">', INLINE),
        ("<style>p {}</style>", INLINE),
        ("<script>alert(1)</script>", INLINE),
        ('<button onclick="go()">', INLINE),
        ("p { background: url( 'https://tracker.example/p.gif' ) }", IN_CSS),
        ("p { background: url(data:image/gif;base64,R0) }", IN_CSS),
        ('@import "https://fonts.example/css";', IN_CSS),
        ("fetch('https://api.example/')", IN_JS),
        ("new WebSocket(`wss://live.example`)", IN_JS),
    ],
)
def test_control_what_is_planted_is_found(planted, patterns):
    assert found_in(planted, patterns)


@pytest.mark.parametrize(
    "harmless",
    [
        '<a href="https://www.w3.org/">W3C</a>',
        "<script src=\"{{ asset('js/site.js') }}\" defer></script>",
        '<link rel="canonical" href="{{ canonical_url() }}">',
        '<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>',
    ],
)
def test_control_what_is_harmless_is_left_alone(harmless):
    assert found_in(harmless, LOADS + INLINE) == []
