"""Reading the kinds of help."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db
from community.i18n import LANGUAGES
from community.members.models import Audience, HelpKind, Profile

_NAMES = [getattr(HelpKind, f"name_{language}") for language in LANGUAGES]
_WORDS: sa.Select[Any] = sa.select(HelpKind.code, HelpKind.is_retired, *_NAMES).order_by(HelpKind.code)

# Fewer are not told: whoever knows the site a little could tell who it is, or who has just changed their mind.
FEWEST_COUNTED = 10


@dataclass(frozen=True)
class HelpCount:
    """A kind of help, and how many members offer it and look for it openly; None where they are few."""

    kind: HelpKind
    offer: int | None
    look_for: int | None


def help_kinds() -> list[HelpKind]:
    """Every kind of help, retired ones too, by its code."""
    return list(db.session.scalars(sa.select(HelpKind).order_by(HelpKind.code)))


class HelpWords(NamedTuple):
    """What pages say of a kind of help; the row itself would be read again after every change.

    names: in the languages of the site, in their order.
    """

    code: str
    is_retired: bool
    names: tuple[str, ...]


def list_help_words() -> tuple[HelpWords, ...]:
    """The same as `help_kinds`, for pages."""
    return tuple(HelpWords(code, is_retired, tuple(names)) for code, is_retired, *names in db.session.execute(_WORDS))


def find_help_kind(viewer: Member | None, code: str) -> HelpKind | None:
    """The kind of help with this code."""
    return db.session.get(HelpKind, code)


def count_help() -> list[HelpCount]:
    """Every kind of help with how many active members offer it and look for it, where members may see that of them, in
    one pass over the profiles."""
    kinds = help_kinds()
    if not kinds:
        return []
    counts = [
        sa.func.count(sa.case((sa.and_(names_help(column, kind.code), is_open), 1)))
        for kind in kinds
        for column, is_open in ((Profile.offers, _is_open("offers")), (Profile.looks_for, _is_open("looks_for")))
    ]
    shown = sa.select(*counts).join(Profile.member).where(Member.is_active, Profile.name_open)
    row = [count if count >= FEWEST_COUNTED else None for count in db.session.execute(shown).one()]
    return [HelpCount(kind, row[2 * place], row[2 * place + 1]) for place, kind in enumerate(kinds)]


def _is_open(field: str) -> sa.ColumnElement[bool]:
    # Audiences are kept as JSON of names and words; a field for which nothing was chosen is for its owner alone.
    text = sa.cast(Profile.audiences, sa.Text)
    chosen = (f'"{field}": "{audience.value}"' for audience in (Audience.MEMBERS, Audience.EVERYONE))
    return sa.or_(*(text.contains(words, autoescape=True) for words in chosen))


def names_help(column: sa.orm.InstrumentedAttribute[list[str]], code: str) -> sa.ColumnElement[bool]:
    """Whether a list of codes contains this one. A code is letters and hyphens, so that its JSON is found as text."""
    return sa.cast(column, sa.Text).contains(f'"{code}"', autoescape=True)
