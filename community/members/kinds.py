"""The kinds of help in the reader's words, asked of the database once in a transaction, as a page is."""

from collections.abc import Collection, Iterable
from functools import lru_cache

from community.db import db
from community.i18n import LANGUAGES, current_language
from community.members.queries import HelpWords, list_help_words

Kinds = tuple[HelpWords, ...]


def help_name(code: str) -> str:
    """What a kind of help is called in the reader's language; a kind that is gone keeps its code."""
    return _names(known_kinds(), current_language()).get(code, code)


def help_names(codes: Iterable[str]) -> list[str]:
    """What kinds of help are called, in the alphabetical order of the reader's language."""
    names = _names(known_kinds(), current_language())
    return sorted((names.get(code, code) for code in codes), key=str.casefold)


def help_choices(chosen: Collection[str]) -> list[tuple[str, str]]:
    """The kinds that somebody can choose, sorted for the reader: all but the retired ones, which stay with whoever has
    chosen them.

    chosen: what the member has chosen before.
    """
    kinds = known_kinds()
    offered = {kind.code for kind in kinds if not kind.is_retired}.union(chosen)
    return [(code, name) for code, name in _names(kinds, current_language()).items() if code in offered]


def known_kinds() -> Kinds:
    """Every kind, retired ones too, as this transaction has found them."""
    session = db.session()
    known: Kinds
    transaction, known = session.info.get("help_kinds", (None, ()))
    if transaction is None or transaction is not session.get_transaction():
        known = list_help_words()
        session.info["help_kinds"] = session.get_transaction(), known
    return known


@lru_cache(maxsize=2 * len(LANGUAGES))
def _names(kinds: Kinds, language: str) -> dict[str, str]:
    """The names of the kinds by their codes, in alphabetical order."""
    place = LANGUAGES.index(language)
    names = ((kind.code, kind.names[place]) for kind in kinds)
    return dict(sorted(names, key=lambda named: named[1].casefold()))
