"""How easily a password is guessed: by lists, by what is known of its owner, by its patterns."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from zxcvbn_rs_py import Warning as Pattern
from zxcvbn_rs_py import zxcvbn

from community.i18n import Words, lazy

_LISTS = Path(__file__).parent / "often_used"  # SOURCES.md there says where they come from
_SITE = ("Ripples", "Ripple", "물결", "mulgyeol", "Washington Declaration", "워싱턴 선언")
_ENOUGH = 3  # of zxcvbn's 0 to 4: "safely unguessable"
_SHORTEST_WORD = 3  # keys
_FEW_LETTERS, _A_DATE = 5, 8
_SIGNS = {"a": "4@", "b": "8", "e": "3", "g": "9", "i": "1!", "l": "1|", "o": "0", "s": "5$", "t": "7+"}

# Where Hangul lies on a QWERTY keyboard (the two-set layout, KS X 5002): leading consonants, vowels, final consonants.
_KEYS = dict(
    zip(
        [*range(0x1100, 0x1113), *range(0x1161, 0x1176), *range(0x11A8, 0x11C3)],
        "r R s e E f a q Q t T d w W c z x v g "
        "k o i O j p u P h hk ho hl y n nj np nl b m ml l "
        "r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g".split(),
        strict=True,
    )
)

OFTEN_USED = lazy("This password is on the lists of those that many people use. They are tried first: choose another.")
PERSONAL = lazy(
    "This password is little more than your name, your handle, your address or the name of this site. "
    "Whoever knows you tries that first: choose another."
)
_TOO_EASY = lazy("This password is too easy to guess. Take three or four words that do not belong together.")
_PATTERNS: tuple[tuple[tuple[Pattern, ...], Words], ...] = (
    (
        (
            Pattern.ThisIsATop10Password,
            Pattern.ThisIsATop100Password,
            Pattern.ThisIsACommonPassword,
            Pattern.ThisIsSimilarToACommonlyUsedPassword,
        ),
        lazy("This is close to a password that many people use. Take three or four words that do not belong together."),
    ),
    (
        (Pattern.StraightRowsOfKeysAreEasyToGuess, Pattern.ShortKeyboardPatternsAreEasyToGuess),
        lazy("Keys that lie side by side are easy to guess. Take three or four words that do not belong together."),
    ),
    (
        (Pattern.RepeatsLikeAaaAreEasyToGuess, Pattern.RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess),
        lazy("What is repeated is easy to guess. Take three or four words that do not belong together."),
    ),
    (
        (Pattern.SequencesLikeAbcAreEasyToGuess,),
        lazy("Rows such as abcdef or 654321 are easy to guess. Take three or four words that do not belong together."),
    ),
    (
        (Pattern.RecentYearsAreEasyToGuess, Pattern.DatesAreOftenEasyToGuess),
        lazy("Years and dates are easy to guess. Take three or four words that do not belong together."),
    ),
    (
        (Pattern.AWordByItselfIsEasyToGuess,),
        lazy("One word alone is easy to guess. Take three or four words that do not belong together."),
    ),
    (
        (Pattern.NamesAndSurnamesByThemselvesAreEasyToGuess, Pattern.CommonNamesAndSurnamesAreEasyToGuess),
        lazy("Names are easy to guess. Take three or four words that do not belong together."),
    ),
)


def weakness(password: str, known: Iterable[str] = ()) -> Words | None:
    """Why a password is too easy to guess, in a sentence; None where it is not.

    known: what others know of its owner: name, handle, address.
    """
    words = {form for text in (*_SITE, *known) for word in _words(_fold(text)) for form in _forms(word)}
    ways = {_fold(password), _keys(password)}
    if any(_cores(way) & _often_used() for way in ways):
        return OFTEN_USED
    if any(_is_little_but(words, way) for way in ways):
        return PERSONAL
    return _pattern(ways, [*words, *_korean()])


def _pattern(ways: Iterable[str], known: list[str]) -> Words | None:
    for way in ways:
        rating = zxcvbn(way, known)
        if int(rating.score) < _ENOUGH:
            found = rating.feedback.warning if rating.feedback else None
            return next((sentence for kinds, sentence in _PATTERNS if found in kinds), _TOO_EASY)
    return None


def _is_little_but(words: Iterable[str], text: str) -> bool:
    """Whether next to nothing is left of a text without these words: a few letters, digits no longer than a date."""
    either = "|".join(map(_disguised, sorted(words, key=len, reverse=True)))
    rest = re.sub(either, " ", text)
    letters = sum(character.isalpha() for character in _keys(rest))
    return rest != text and letters < _FEW_LETTERS and sum(map(str.isdigit, rest)) <= _A_DATE


def _words(text: str) -> Iterator[str]:
    """The words of a name, a handle or an address, and all of them run together."""
    text = re.sub(r"\.\w+$", "", text) if "@" in text else text  # .org and the like are nobody's
    parts = [part for part in re.split(r"[\W_]+", text) if part]
    yield from ("".join(parts), "".join(parts[:-1]), *parts)
    # Korean names are written in one: what follows a family name of one syllable or two is a word of its own.
    hangul = [part for part in parts if re.fullmatch("[가-힣]{3,4}", part)]
    yield from (part[cut:] for part in hangul for cut in (1, 2))


def _disguised(word: str) -> str:
    """A pattern for a word and for those that have other signs in place of letters, as in h4ru."""
    return "".join(f"[{letter}{re.escape(_SIGNS[letter])}]" if letter in _SIGNS else letter for letter in word)


def _forms(word: str) -> set[str]:
    """How a word may be typed: as it is, backwards, and either with the keyboard in the other language."""
    forms = {word, word[::-1], _keys(word), _keys(word[::-1]), _keys(word)[::-1]}
    return forms if len(_keys(word)) >= _SHORTEST_WORD else set()


def _cores(text: str) -> set[str]:
    """A text, and without what people put before, after and between, and said once."""
    bare = re.sub(r"[\W_]+", "", text)
    once = re.sub(r"^(.+?)\1+$", r"\1", bare)
    return {text, bare, once, re.sub(r"^\d+|\d+$", "", once)}


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _keys(text: str) -> str:
    """The keys of a QWERTY keyboard that type a text; only Hangul is another than itself."""
    return unicodedata.normalize("NFKD", text).translate(_KEYS).casefold()


def _lines(name: str) -> list[str]:
    return (_LISTS / name).read_text("utf-8").split()


@cache
def _korean() -> tuple[str, ...]:
    return tuple(form for word in _lines("korean.txt") for form in (word, _keys(word)))


@cache
def _often_used() -> frozenset[str]:
    return frozenset((*_lines("passwords.txt"), *_korean()))
