"""The text as it stands in `content/`, read once."""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
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


@dataclass(frozen=True)
class Version:
    """One version of the text, named by its digest, and the day from which it was in force."""

    digest: str
    since: datetime

    @property
    def is_current(self) -> bool:
        """Whether it is the one in force."""
        return self.digest == current_digest()

    @property
    def short(self) -> str:
        """As much of the digest as one can read out."""
        return self.digest[:12]


@cache
def text(language: str) -> Text:
    """The current text in one language."""
    return _text(_read(language))


def texts_of(content: str) -> dict[str, Text]:
    """The text of an earlier version by language, from its canonical form."""
    return {language: _text(data) for language, data in json.loads(content).items()}


def _text(data: dict[str, Any]) -> Text:
    adopted = data["adopted"]
    return Text(
        language=data["language"],
        title=data["title"],
        adopted=adopted if isinstance(adopted, date) else date.fromisoformat(adopted),
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
