"""What people write for others to read: whether it leads elsewhere, hides something or could run in a spreadsheet."""

import re
import unicodedata

# What nobody sees lets two names look alike, or a name look like none: marks, joiners, fillers of Hangul,
# and lines that end where no page shows it but programs believe it.
_INVISIBLE = set("\u034f\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u2028\u2029")
_JOINERS = "\u200c\u200d"
# Scripts whose words need joiners (Unicode Standard 23.2); elsewhere they only tell two names apart that look alike.
_JOINING = tuple(
    "ARABIC SYRIAC DEVANAGARI BENGALI GURMUKHI GUJARATI TAMIL TELUGU KANNADA MALAYALAM SINHALA KHMER MYANMAR MONGOLIAN "
    "TIBETAN ORIYA".split()
)
_MOST_MARKS = 4  # that one letter carries in any script; more pile up over other lines

_SCHEME = re.compile(r"://|\b(?:h(?:xx|tt)ps?|mailto|javascript|data)\s*:|\bwww\.|\bxn--|\bhxxps?\b", re.IGNORECASE)
_ENDINGS = (
    "com net org info biz edu gov int mil io co me tv cc ly gl gg to ai app dev xyz top site online shop club link "
    "live news blog page website space store tech cloud world asia mobi pro name icu vip fun win click today kim "
    "kr kp jp cn tw hk ru su ua uk us eu de fr ch at nl be se no fi dk pl cz es pt it ie ca au nz in id vn th mn kz "
    "br mx za onion 한국"
).split()
# A word, a dot, an ending of the domain name system, as one writes addresses: in one case, with nothing behind it but
# a path. "J.K. Rowling" and "Dr. Kim" have a space; "teach.It" changes case.
_DOMAIN = re.compile(
    r"(?<![\w.])(?:[\w-]{2,}\.)+(?:" + "|".join([*_ENDINGS, *(end.upper() for end in _ENDINGS)]) + r")(?![\w-])"
)
_WITH_PATH = re.compile(r"(?<![\w.])[\w-]+\.\w{2,}/\w")
_NUMBERS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
_DOTS = str.maketrans({"。": ".", "．": ".", "｡": ".", "․": "."})
_DEFUSED = re.compile(r"\s*[\[({]\s*(?:\.|dot)\s*[\])}]\s*", re.IGNORECASE)


def leads_elsewhere(text: str) -> bool:
    """Whether a text contains the address of a page or of a mailbox, also in the ways that get past simple checks."""
    plain = _DEFUSED.sub(".", unicodedata.normalize("NFKC", text).translate(_DOTS))
    return any(pattern.search(plain) for pattern in (_SCHEME, _DOMAIN, _WITH_PATH, _NUMBERS))


def hides_something(text: str) -> bool:
    """Whether a text contains what nobody sees, or marks piled up over each other."""
    if text.isascii():
        return False
    marks = 0
    for before, sign in zip(" " + text, text, strict=False):
        marks = marks + 1 if unicodedata.category(sign) in ("Mn", "Me") else 0
        if marks > _MOST_MARKS or sign in _INVISIBLE:
            return True
        if unicodedata.category(sign) in ("Cf", "Co", "Cn") and not _belongs(sign, before):
            return True
    return False


def begins_formula(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula (OWASP, CSV injection), also in full-width signs."""
    return unicodedata.normalize("NFKC", text).lstrip()[:1] in set("=+-@|\t\r\u2212")


def _belongs(sign: str, before: str) -> bool:
    if "\U000e0020" <= sign <= "\U000e007f":  # the flags of Scotland and others are spelt out behind a black one
        return before == "\U0001f3f4" or "\U000e0020" <= before <= "\U000e007f"
    # Emoji are joined, too: their parts are symbols, or a variation selector behind one.
    return sign in _JOINERS and _joins(before)


def _joins(before: str) -> bool:
    return unicodedata.name(before, "").startswith(_JOINING) or unicodedata.category(before) in ("So", "Mn", "Sk")
