"""Searching the directory: who may be found by whom, and how. What a card then shows is for `show_each` to say."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import contains_eager

from community.accounts.models import Member
from community.db import db
from community.i18n import LANGUAGES
from community.members.fellowship import is_fellow, is_in_circle
from community.members.models import Belonging, Block, DirectoryEntry, HelpKind, Profile, Reach
from community.members.queries.help import help_kinds
from community.members.searching import Marker, Sought, choice_mark, sought_in, spell, spell_help, words_of
from community.web.cursors import open_cursor, seal_cursor
from community.web.pagination import Page

PAGE_SIZE = 24
# Ways of belonging that can be searched for. That somebody belongs to the defector community never is.
SEARCHABLE_BELONGINGS = tuple(way for way in Belonging if way is not Belonging.DEFECTOR_COMMUNITY)

_SEARCH = sa.table("directory_search", sa.column("rowid", sa.Integer()), sa.column("directory_search", sa.Text()))


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the directory; what is empty asks nothing.

    words: as they were typed; all of them must be found. offers, looks_for: a code of a kind of help.
    profession: a major group of ISCO-08. group: the address of a working group of the one who looks.
    any_of_offers, any_of_looks_for: codes, of which one is enough. others_only: without the one who looks.
    """

    words: str = ""
    offers: str = ""
    looks_for: str = ""
    profession: str = ""
    language: str = ""
    country: str = ""
    belonging: str = ""
    group: str = ""
    any_of_offers: Sequence[str] = ()
    any_of_looks_for: Sequence[str] = ()
    others_only: bool = False


# The fields of `Wanted` that are choices.
CHOICES = ("offers", "looks_for", "profession", "language", "country", "belonging")


@dataclass(frozen=True)
class _Asked:
    """A word that is looked for, and the kinds of help whose name, in any language, has it."""

    word: Sought
    helps: list[str]


def search(viewer: Member, wanted: Wanted, after: str | None = None) -> Page[Profile]:
    """A page of the members whom `viewer` may find by what is wanted, in the directory's own order.

    It carries no more than who they are: show them through `show_each`.
    """
    place = open_cursor("directory", after)
    sought = _ask(sought_in(wanted.words))
    if wanted.words.strip() and not sought:
        return Page([], None)
    found = db.session.execute(_select_found(viewer, wanted, sought, int.from_bytes(place or b"\0"))).all()
    shown = [member_id for member_id, _position in found[:PAGE_SIZE]]
    profiles = {
        profile.member_id: profile
        for profile in db.session.scalars(
            sa.select(Profile)
            .join(Profile.member)
            .options(contains_eager(Profile.member))
            .where(Profile.member_id.in_(shown))
        )
    }
    items = [profiles[member_id] for member_id in shown if member_id in profiles]
    last = found[PAGE_SIZE - 1].position if len(found) > PAGE_SIZE else None
    return Page(items, None if last is None else seal_cursor("directory", last.to_bytes(8)))


def _select_found(viewer: Member, wanted: Wanted, sought: list[_Asked], after: int) -> sa.Select[uuid.UUID, int]:
    position: sa.ColumnElement[int] = DirectoryEntry.position.expression
    statement = sa.select(DirectoryEntry.member_id, DirectoryEntry.position)
    marks = _marks_wanted(wanted, sought)
    if wanted.group:
        # A group is small: its members are gone through, and sorted. Adding nothing keeps databases from walking
        # through everybody in the order of the directory.
        position = position + 0
        statement = statement.where(
            is_in_circle(viewer.id, wanted.group, DirectoryEntry.member_id.expression), *map(_is_marked, marks)
        )
    elif marks and _is_sqlite():
        position = _SEARCH.c.rowid  # the index is walked in this order, and no further than the page
        statement = statement.join(_SEARCH, position == DirectoryEntry.position)
        statement = statement.where(_SEARCH.c.directory_search.match(_as_text(marks, "AND", "OR")))
    else:
        statement = statement.where(*map(_is_marked, marks))
    # By EXISTS, as a join would let SQLite begin with the members and sort all of them.
    active = sa.exists().where(Member.id == DirectoryEntry.member_id, Member.is_active)
    meant = _for_fellows() if wanted.group else _meant_for(viewer)
    statement = statement.where(active, meant, _unblocked(viewer), *map(_is_had, sought), position > after)
    if wanted.others_only:
        statement = statement.where(DirectoryEntry.member_id != viewer.id)
    return statement.order_by(position).limit(PAGE_SIZE + 1)


def _is_marked(alternatives: list[list[str]]) -> sa.ColumnElement[bool]:
    """That an entry has the marks of one of these alternatives, asked of the entry itself."""
    if not _is_sqlite():
        return DirectoryEntry.marks.op("@@")(sa.cast(_as_text([alternatives], "&", "|"), postgresql.TSQUERY))
    has = DirectoryEntry.marks.contains
    return sa.or_(*(sa.and_(*map(has, pieces)) for pieces in alternatives))


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _meant_for(viewer: Member) -> sa.ColumnElement[bool]:
    """Fellows of a working group find the entry that is meant for them, everybody else the other."""
    fellow = is_fellow(viewer.id, DirectoryEntry.member_id.expression)
    return sa.or_(
        sa.and_(DirectoryEntry.reach == Reach.MEMBERS, sa.or_(sa.not_(DirectoryEntry.replaced), sa.not_(fellow))),
        sa.and_(DirectoryEntry.reach == Reach.FELLOWS, fellow),
    )


def _for_fellows() -> sa.ColumnElement[bool]:
    """The same, where all are fellows of the one who looks."""
    return sa.or_(DirectoryEntry.reach == Reach.FELLOWS, sa.not_(DirectoryEntry.replaced))


def _unblocked(viewer: Member) -> sa.ColumnElement[bool]:
    """Who blocks whom, neither finds the other."""
    theirs = DirectoryEntry.member_id
    by_them = sa.and_(Block.blocker_id == theirs, Block.blocked_id == viewer.id)
    by_viewer = sa.and_(Block.blocker_id == viewer.id, Block.blocked_id == theirs)
    return sa.not_(sa.exists().where(sa.or_(by_them, by_viewer)))


def _ask(words: Iterable[Sought]) -> list[_Asked]:
    sought = list(words)
    kinds = [(kind.code, _spelled_names(kind)) for kind in (help_kinds() if sought else ())]
    return [_Asked(word, [code for code, names in kinds if word.is_in(names)]) for word in sought]


def _spelled_names(kind: HelpKind) -> str:
    return spell(words_of(" ".join(kind.name(language) for language in LANGUAGES)), by_initials=True)


def _is_had(asked: _Asked) -> sa.ColumnElement[bool]:
    """That an entry has a word: marks alone would find “teaher” in “tea, her”."""
    if asked.word.pattern is None:
        return sa.true()
    words = DirectoryEntry.words
    by_help = (words.contains(spell_help(code), autoescape=True) for code in asked.helps)
    return sa.or_(words.like(asked.word.pattern), *by_help)


def _marks_wanted(wanted: Wanted, sought: list[_Asked]) -> list[list[list[str]]]:
    """What marks an entry must have: of each of these alternatives one, of an alternative every mark."""
    wants = [[list(asked.word.marks), *([choice_mark("help", code)] for code in asked.helps)] for asked in sought]
    wants += [[[choice_mark(field, value)]] for field in CHOICES if (value := getattr(wanted, field))]
    any_of = {"offers": wanted.any_of_offers, "looks_for": wanted.any_of_looks_for}
    wants += [[[choice_mark(field, code)] for code in codes] for field, codes in any_of.items() if codes]
    marker = Marker()
    return [[[marker.mark(piece) for piece in pieces] for pieces in alternatives] for alternatives in wants]


def _as_text(marks: list[list[list[str]]], both: str, either: str) -> str:
    """The condition in the language of a full text search. Marks are letters and digits: nothing needs quoting."""
    return f" {both} ".join(
        "(" + f" {either} ".join("(" + f" {both} ".join(pieces) + ")" for pieces in alternatives) + ")"
        for alternatives in marks
    )
