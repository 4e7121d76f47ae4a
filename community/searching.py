"""What searches make of words: how they are spelled to be compared, and the marks by which they are found.

A text is spelled in words of letters and numbers alone, in small letters without accents. Before each Hangul syllable
stands its initial consonant (김나도 is ㄱ김ㄴ나ㄷ도), so that one pattern finds 나도 as well as ㄴㄷ and 김ㄴ.
A mark is a keyed digest of a piece of a word, or of a choice: databases can look for marks quickly, and whoever reads
the index without the key of the installation reads nothing. No text can make the mark of a choice.
"""

import base64
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

from community.crypto import blind_mark

EDITION = 1
MOST_WORDS = 8
LONGEST_WORD = 40
_MARKS_OF_A_WORD = 6

_CONSONANTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
# A keyboard for Hangul makes one letter of two consonants that are typed one after the other.
_CLUSTERS = str.maketrans(
    dict(zip("ㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ", "ㄱㅅ ㄴㅈ ㄴㅎ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅂㅅ".split(), strict=True))
)
_LONE = {0x1100 + number: consonant for number, consonant in enumerate(_CONSONANTS)}
# Scripts in which one or two signs are a word.
_DENSE = "가-힣ㄱ-ㅎ\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_RUNS = re.compile(f"[{_DENSE}]+|[^{_DENSE}]+")
_IS_DENSE = re.compile(f"[{_DENSE}]")


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared."""
    text = unicodedata.normalize("NFKC", text.translate(_CLUSTERS)).casefold()
    text = "".join(sign for sign in unicodedata.normalize("NFD", text) if not "\u0300" <= sign <= "\u036f")
    text = unicodedata.normalize("NFC", text).translate(_LONE)
    return "".join(map(_letter_or_space, text)).split()


def _letter_or_space(sign: str) -> str:
    kind = unicodedata.category(sign)
    return "" if kind == "Cf" else sign if kind[0] in "LNM" else " "


def _initial(sign: str) -> str:
    """The initial consonant of a syllable, a consonant itself, or nothing."""
    if "가" <= sign <= "힣":
        return _CONSONANTS[(ord(sign) - ord("가")) // 588]
    return sign if sign in _CONSONANTS else ""


def spell(words: Iterable[str], *, by_initials: bool) -> str:
    """Words as an entry keeps them. by_initials: whether initial consonants find them."""
    return " ".join("".join(_spelled(sign, by_initials) for sign in word) for word in words)


def _spelled(sign: str, by_initials: bool) -> str:
    initial = _initial(sign)
    return (initial if by_initials else ".") + sign if initial else sign


def marks_of(words: Iterable[str], *, by_initials: bool) -> set[str]:
    """What the marks of words are made of."""
    found = set()
    for word in words:
        for run in _RUNS.findall(word):
            if _IS_DENSE.match(run):
                found |= {f"t{piece}" for piece in (*run, *_pairs(run))}
                if by_initials:
                    found |= {f"i{piece}" for piece in (*_initials(run), *_pairs(map(_initial, run)))}
            else:
                found |= {f"p{run[:1]}", f"p{run[:2]}", *(f"t{piece}" for piece in _threes(run))}
    return found


# What an entry must have: of each of these alternatives one, of an alternative every mark.
Marks = list[list[list[str]]]


@dataclass(frozen=True)
class Sought:
    """One word that is looked for: what marks it needs, and the pattern (of LIKE) that decides."""

    marks: tuple[str, ...]
    pattern: str | None

    def is_in(self, spelled: str) -> bool:
        """Whether a spelled text has it, as the database decides."""
        pattern = (self.pattern or "").strip("%").replace("_", ".")
        return bool(pattern) and re.search(pattern, spelled) is not None


def sought_in(text: str) -> list[Sought]:
    """The words that somebody looks for; too many, and too long ones, are cut."""
    return [_sought(word[:LONGEST_WORD]) for word in words_of(text[:1000])[:MOST_WORDS]]


def begins_words(word: str) -> bool:
    """Whether a word that is looked for is so short that it finds words which begin with it, and no others."""
    return len(word) < 3 and not _IS_DENSE.search(word)


def _sought(word: str) -> Sought:
    runs = _RUNS.findall(word)
    if begins_words(word):
        return Sought((f"p{word}",), None)
    found = [mark for number, run in enumerate(runs) for mark in _needed(run, number)]
    step = -(-len(found) // _MARKS_OF_A_WORD) or 1
    pattern = "".join(sign + "_" if sign in _CONSONANTS else "_" + sign if _initial(sign) else sign for sign in word)
    return Sought(tuple(found[::step]), f"%{pattern}%")


def _needed(run: str, number: int) -> Iterator[str]:
    """The marks that a text must have where one of its words contains this run, the `number`th of a word."""
    if not _IS_DENSE.match(run):
        yield from (f"t{piece}" for piece in _threes(run))
        if len(run) < 3 and number:
            yield f"p{run}"
        return
    if any(sign in _CONSONANTS for sign in run):
        yield from (f"i{piece}" for piece in _pairs(map(_initial, run)) or _initials(run))
    signs = "".join(" " if sign in _CONSONANTS else sign for sign in run)
    for part in signs.split():
        yield from (f"t{piece}" for piece in _pairs(part) or part)


def _initials(run: str) -> list[str]:
    return list(filter(None, map(_initial, run)))


def _pairs(signs: Iterable[str]) -> list[str]:
    return [one + other for one, other in pairwise(signs) if one and other]


def _threes(run: str) -> list[str]:
    return [run[start : start + 3] for start in range(len(run) - 2)]


def choice_mark(field: str, value: str) -> str:
    """What the mark of a choice is made of."""
    return f"c{field} {value}"


class Marker:
    """Makes the marks of one index, with the key of this installation; good for one transaction.

    index: what is searched, as "directory". No mark of one index says anything of another.
    """

    def __init__(self, index: str) -> None:
        self._key = blind_mark(index, f"marks {EDITION}")

    @property
    def edition(self) -> str:
        """What tells entries that were made with this key and in this way from others."""
        return self.mark("edition")

    def mark(self, piece: str) -> str:
        """The mark of a piece: eight letters and digits."""
        digest = blake2b(piece.encode(), digest_size=5, key=self._key).digest()
        return base64.b32encode(digest).decode().lower()


def as_condition(marks: Marks, both: str, either: str) -> str:
    """The condition that an entry has these marks, in the language of a full text search.

    both, either: how it says and, or. Marks are letters and digits: nothing needs quoting.
    """
    return f" {both} ".join(
        "(" + f" {either} ".join("(" + f" {both} ".join(pieces) + ")" for pieces in alternatives) + ")"
        for alternatives in marks
    )
