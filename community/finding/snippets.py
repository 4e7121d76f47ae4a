"""What a result shows of a text: the place where the words stand, with the words marked."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from community.searching import LONGEST_WORD, MOST_WORDS, begins_words, words_of

BEFORE, LENGTH = 60, 240
# What Markdown writes around words, and before lines.
_MARKS = re.compile(r"\*+|`+|^ *(?:#+|>) +", re.MULTILINE)
_CONSONANTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"


@dataclass(frozen=True)
class Piece:
    """A piece of a text. found: whether it is one of the words."""

    text: str
    found: bool = False


def pieces(text: str, words: str) -> list[Piece]:
    """A short text, whole, in pieces."""
    return list(_split(unicodedata.normalize("NFC", text), _pattern(words)))


def snippet(text: str, words: str, title: str = "") -> list[Piece]:
    """The part of a long text in which the first of the words stands, in pieces; its beginning where none does.

    title: stands above, and is not said again where the text begins with it.
    """
    text = " ".join(_MARKS.sub("", unicodedata.normalize("NFC", text.removeprefix(title))).split())
    pattern = _pattern(words)
    hit = pattern.search(text) if pattern else None
    start = max(0, hit.start() - BEFORE) if hit else 0
    if start:
        start = text.find(" ", start, hit.start() if hit else None) + 1 or start  # never within a word
    end = start + LENGTH
    if end < len(text):
        end = max(text.rfind(" ", start, end + 1), hit.end() if hit else 0) if " " in text[start:end] else end
    shown = list(_split(text[start:end], pattern))
    before = [Piece("… ")] if start else []
    after = [Piece(" …")] if end < len(text) else []
    return [*before, *shown, *after]


def _split(text: str, pattern: re.Pattern[str] | None) -> Iterator[Piece]:
    last = 0
    for hit in pattern.finditer(text) if pattern else ():
        if hit.start() > last:
            yield Piece(text[last : hit.start()])
        yield Piece(hit[0], found=True)
        last = hit.end()
    if last < len(text):
        yield Piece(text[last:])


def _pattern(words: str) -> re.Pattern[str] | None:
    sought: Sequence[str] = [word[:LONGEST_WORD] for word in words_of(words[:1000])[:MOST_WORDS]]
    if not sought:
        return None
    longest_first = sorted(sought, key=len, reverse=True)
    return re.compile("|".join(map(_spelling, longest_first)), re.IGNORECASE)


def _spelling(word: str) -> str:
    # A word begins, too, where letters of another script follow Hangul.
    beginning = r"(?<![^\W가-힣])" if begins_words(word) else ""
    return beginning + "".join(map(_sign, word))


def _sign(sign: str) -> str:
    """What a sign stands for: an initial consonant for every syllable that begins with it."""
    if sign not in _CONSONANTS:
        return re.escape(sign)
    first = ord("가") + _CONSONANTS.index(sign) * 588
    return f"[{sign}{chr(first)}-{chr(first + 587)}]"
