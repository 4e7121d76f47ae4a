"""The kinds of help in the reader's words, asked of the database once in a transaction, as a page is."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from community.db import db
from community.i18n import LANGUAGES, current_language
from community.members.queries import help_kinds


class _Kind(NamedTuple):
    """What a page needs of a kind; the row itself would be read again after every change."""

    names: dict[str, str]
    is_retired: bool


def help_name(code: str) -> str:
    """What a kind of help is called in the reader's language; a kind that is gone keeps its code."""
    kind = _kinds().get(code)
    return kind.names[current_language()] if kind else code


def help_names(codes: Iterable[str]) -> list[str]:
    """What kinds of help are called, in the alphabetical order of the reader's language."""
    return sorted((help_name(code) for code in codes), key=str.casefold)


def help_choices(chosen: Collection[str]) -> list[tuple[str, str]]:
    """The kinds that somebody can choose, sorted for the reader: all but the retired ones, which stay with whoever has
    chosen them.

    chosen: what the member has chosen before.
    """
    language = current_language()
    offered = [(code, kind.names[language]) for code, kind in _kinds().items() if not kind.is_retired or code in chosen]
    return sorted(offered, key=lambda choice: choice[1].casefold())


def _kinds() -> dict[str, _Kind]:
    session = db.session()
    known: dict[str, _Kind]
    transaction, known = session.info.get("help_kinds", (None, {}))
    if transaction is None or transaction is not session.get_transaction():
        known = {
            kind.code: _Kind({language: kind.name(language) for language in LANGUAGES}, kind.is_retired)
            for kind in help_kinds()
        }
        session.info["help_kinds"] = session.get_transaction(), known
    return known
