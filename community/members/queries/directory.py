"""Searching the directory: who may be found by whom, and how. What a card then shows is for `show_cards` to say."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import aliased

from community.accounts.models import Member
from community.db import UtcDateTime, db, now
from community.i18n import LANGUAGES
from community.members.fellowship import Given, MemberId, is_fellow, is_in_circle
from community.members.models import Belonging, Block, DirectoryEntry, HelpKind, Reach
from community.members.queries.cards import Card, select_cards, show_cards
from community.members.queries.help import help_kinds
from community.searching import Marker, Marks, Sought, as_condition, choice_mark, sought_in, spell, words_of
from community.web.cursors import open_cursor, seal_cursor
from community.web.pagination import Page

PAGE_SIZE = 24
# How many entries PostgreSQL looks at in their order before it turns to its index: what many have is found there.
NEAR = 5000
# Ways of belonging that can be searched for. That somebody belongs to the defector community never is.
SEARCHABLE_BELONGINGS = tuple(way for way in Belonging if way is not Belonging.DEFECTOR_COMMUNITY)

_Entry = type[DirectoryEntry]  # or those of them that come next
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


@dataclass(frozen=True)
class _Search:
    """A page that is looked for: for whom, of what, after which place in the directory, and when (None: now)."""

    viewer_id: MemberId
    wanted: Wanted
    sought: list[_Asked]
    marks: Marks
    after: int | Given[int]
    moment: Given[datetime] | None = None


def directory_marker() -> Marker:
    """What makes the marks of the directory."""
    return Marker("directory")


def spell_help(code: str) -> str:
    """A kind of help as an entry keeps it; no word has such signs."""
    return f" #{code} "


def search(viewer: Member, wanted: Wanted, after: str | None = None) -> Page[Card]:
    """A page of the members whom `viewer` may find by what is wanted, in the directory's own order."""
    place = open_cursor("directory", after)
    sought = _ask(sought_in(wanted.words))
    if wanted.words.strip() and not sought:
        return Page([], None)
    position = int.from_bytes(place or b"\0")
    if wanted == Wanted():
        asked = {"viewer_id": viewer.id, "after": position, "now": now()}
        found = db.session.execute(_select_anybody(), asked).all()
    else:
        found = _find(_Search(viewer.id, wanted, sought, _marks_wanted(wanted, sought), position))
    last = found[PAGE_SIZE - 1].position if len(found) > PAGE_SIZE else None
    next_page = None if last is None else seal_cursor("directory", last.to_bytes(8))
    return Page(show_cards(viewer, found[:PAGE_SIZE]), next_page)


@cache
def _select_anybody() -> sa.Select[Any]:
    # What most look at: the directory itself, without a word.
    viewer_id, after = sa.bindparam("viewer_id", type_=sa.Uuid()), sa.bindparam("after", type_=sa.BigInteger())
    moment = sa.bindparam("now", type_=UtcDateTime())
    return _select_page(DirectoryEntry, _Search(viewer_id, Wanted(), [], [], after, moment))


def _find(search: _Search) -> Sequence[sa.Row[Any]]:
    """The rows of cards of who is on a page, and of one more where there is a next one."""
    if search.marks and not search.wanted.group and not _is_sqlite():
        # Its index gives all whom it finds, in no order; its planner takes marks that go together for a coincidence,
        # and does not see how many that will be. So those who come next are looked at first.
        near = sa.select(DirectoryEntry).where(DirectoryEntry.position > search.after)
        nearest = aliased(DirectoryEntry, near.order_by(DirectoryEntry.position).limit(NEAR).subquery())
        found = db.session.execute(_select_page(nearest, search)).all()
        if len(found) > PAGE_SIZE:
            return found
    return db.session.execute(_select_page(DirectoryEntry, search)).all()


def _select_page(entry: _Entry, search: _Search) -> sa.Select[Any]:
    found = _select_found(entry, search).subquery("found")
    fellow = is_fellow(search.viewer_id, found.c.member_id, search.moment)
    return select_cards(found, fellow).order_by(found.c.position)


def _select_found(entry: _Entry, search: _Search) -> sa.Select[uuid.UUID, int]:
    """Who is on a page, by the place in the directory."""
    wanted, marks = search.wanted, search.marks
    position: sa.ColumnElement[int] = entry.position.expression
    statement = sa.select(entry.member_id, entry.position)
    if marks and not wanted.group and _is_sqlite():
        position = _SEARCH.c.rowid  # the index is walked in this order, and no further than the page
        statement = statement.join(_SEARCH, position == entry.position)
        statement = statement.where(_SEARCH.c.directory_search.match(as_condition(marks, "AND", "OR")))
    else:
        statement = statement.where(*(_is_marked(entry, alternatives) for alternatives in marks))
    if wanted.group:
        statement = statement.where(is_in_circle(search.viewer_id, wanted.group, entry.member_id.expression))
    if wanted.group or (marks and entry is DirectoryEntry and not _is_sqlite()):
        # Few are left: they are gone through, and sorted. Adding nothing keeps databases from walking through
        # everybody in the order of the directory.
        position = position + 0
    meant = _for_fellows(entry) if wanted.group else _meant_for(entry, search)
    had = (_is_had(entry, asked) for asked in search.sought)
    may_be_found = _may_be_found(entry.member_id.expression, search)
    return statement.where(meant, *had, *may_be_found, position > search.after).order_by(position).limit(PAGE_SIZE + 1)


def _may_be_found(member_id: sa.ColumnElement[uuid.UUID], search: _Search) -> Iterator[sa.ColumnElement[bool]]:
    # By EXISTS, as a join would let SQLite begin with the members and sort all of them.
    yield sa.exists().where(Member.id == member_id, Member.is_active)
    yield _unblocked(member_id, search.viewer_id)
    if search.wanted.others_only:
        yield member_id != search.viewer_id


def _is_marked(entry: _Entry, alternatives: list[list[str]]) -> sa.ColumnElement[bool]:
    """That an entry has the marks of one of these alternatives, asked of the entry itself."""
    if not _is_sqlite():
        return entry.marks.op("@@")(sa.cast(as_condition([alternatives], "&", "|"), postgresql.TSQUERY))
    has = entry.marks.contains
    return sa.or_(*(sa.and_(*map(has, pieces)) for pieces in alternatives))


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _meant_for(entry: _Entry, search: _Search) -> sa.ColumnElement[bool]:
    """Fellows of a working group find the entry that is meant for them, everybody else the other."""
    fellow = is_fellow(search.viewer_id, entry.member_id.expression, search.moment)
    return sa.or_(
        sa.and_(entry.reach == Reach.MEMBERS, sa.or_(sa.not_(entry.replaced), sa.not_(fellow))),
        sa.and_(entry.reach == Reach.FELLOWS, fellow),
    )


def _for_fellows(entry: _Entry) -> sa.ColumnElement[bool]:
    """The same, where all are fellows of the one who looks."""
    return sa.or_(entry.reach == Reach.FELLOWS, sa.not_(entry.replaced))


def _unblocked(theirs: sa.ColumnElement[uuid.UUID], viewer_id: MemberId) -> sa.ColumnElement[bool]:
    """Who blocks whom, neither finds the other."""
    by_them = sa.and_(Block.blocker_id == theirs, Block.blocked_id == viewer_id)
    by_viewer = sa.and_(Block.blocker_id == viewer_id, Block.blocked_id == theirs)
    return sa.not_(sa.exists().where(sa.or_(by_them, by_viewer)))


def _ask(words: Iterable[Sought]) -> list[_Asked]:
    sought = list(words)
    kinds = [(kind.code, _spelled_names(kind)) for kind in (help_kinds() if sought else ())]
    return [_Asked(word, [code for code, names in kinds if word.is_in(names)]) for word in sought]


def _spelled_names(kind: HelpKind) -> str:
    return spell(words_of(" ".join(kind.name(language) for language in LANGUAGES)), by_initials=True)


def _is_had(entry: _Entry, asked: _Asked) -> sa.ColumnElement[bool]:
    """That an entry has a word: marks alone would find “teaher” in “tea, her”."""
    if asked.word.pattern is None:
        return sa.true()
    words = entry.words
    by_help = (words.contains(spell_help(code), autoescape=True) for code in asked.helps)
    return sa.or_(words.like(asked.word.pattern), *by_help)


def _marks_wanted(wanted: Wanted, sought: list[_Asked]) -> Marks:
    """What marks an entry must have: of each of these alternatives one, of an alternative every mark."""
    wants = [[list(asked.word.marks), *([choice_mark("help", code)] for code in asked.helps)] for asked in sought]
    wants += [[[choice_mark(field, value)]] for field in CHOICES if (value := getattr(wanted, field))]
    any_of = {"offers": wanted.any_of_offers, "looks_for": wanted.any_of_looks_for}
    wants += [[[choice_mark(field, code)] for code in codes] for field, codes in any_of.items() if codes]
    marker = directory_marker()
    return [[[marker.mark(piece) for piece in pieces] for pieces in alternatives] for alternatives in wants]
