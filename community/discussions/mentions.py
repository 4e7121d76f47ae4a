"""Mentions: “@handle” in a text, found and turned into a link where the one who reads may be shown who it is."""

import re
from collections.abc import Mapping

from markupsafe import Markup

# As handles are written (members/forms/answers.py), not within a word or an address.
_MENTION = re.compile(r"(?<![\w@./-])@([a-z0-9][a-z0-9-]{1,28}[a-z0-9])(?![\w@-])")
_TAG = re.compile(r"(<[^>]*>)")
_CLOSED = ("a", "code")  # what stands in these is no mention
MOST = 20


def find_handles(text: str) -> set[str]:
    """The handles that a text mentions, the first few: whoever lists everybody tells nobody."""
    return set(list(dict.fromkeys(match[1] for match in _MENTION.finditer(text)))[:MOST])


def link_mentions(html: Markup, links: Mapping[str, str]) -> Markup:
    """Washed HTML in which mentions lead to profiles.

    links: addresses by handle; other mentions stay as they are typed.
    """
    if not links:
        return html
    depth, pieces = 0, []
    for piece in _TAG.split(str(html)):
        if piece.startswith("<"):
            name = piece.strip("</>").split(" ")[0]
            if name in _CLOSED:
                depth += -1 if piece.startswith("</") else 1
        elif not depth:
            piece = _MENTION.sub(lambda match: _link(match, links), piece)  # noqa: PLW2901
        pieces.append(piece)
    return Markup("".join(pieces))  # noqa: S704  (washed; handles and addresses have no characters that matter)


def _link(match: re.Match[str], links: Mapping[str, str]) -> str:
    address = links.get(match[1])
    return str(Markup('<a href="{}">{}</a>').format(address, match[0])) if address else match[0]
