"""The text as it stands in `content/`, read once."""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from community.i18n import LANGUAGES

NAME = "washington-2024"
COMMITMENTS = range(1, 8)
_CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True)
class Text:
    """The declaration in one language."""

    language: str
    title: str
    adopted: date
    opening: str
    preamble: tuple[str, ...]
    call: str | None
    commitments: tuple[str, ...]
    closing: tuple[str, ...]
    motto: str

    def commitment(self, number: int) -> str:
        """The commitment with this number, from 1 to 7."""
        return self.commitments[number - 1]

    def opening_sentences(self) -> list[str]:
        """The three sentences of the opening, each by itself."""
        return [f"{sentence.rstrip('.')}." for sentence in self.opening.split(". ")]


@cache
def text(language: str) -> Text:
    """The current text in one language."""
    data = _read(language)
    return Text(
        language=data["language"],
        title=data["title"],
        adopted=data["adopted"],
        opening=data["opening"],
        preamble=tuple(data["preamble"]),
        call=data.get("call"),
        commitments=tuple(data["commitments"]),
        closing=tuple(data["closing"]),
        motto=data["motto"],
    )


@cache
def current_digest() -> str:
    """The hash (SHA-256, hexadecimal) of the current text in all its languages: the name of its version."""
    return hashlib.sha256(canonical().encode()).hexdigest()


def canonical() -> str:
    """The current text in all its languages as one string that is the same wherever it is made."""
    texts = {language: _read(language) for language in LANGUAGES}
    return json.dumps(texts, ensure_ascii=False, sort_keys=True, default=str)


def _read(language: str) -> dict[str, Any]:
    return tomllib.loads((_CONTENT / f"{NAME}.{language}.toml").read_text(encoding="utf-8"))
