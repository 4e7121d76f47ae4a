"""The public list. What leaves here for the public carries no address."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db
from community.endorsements.models import Endorsement, Pledge, commitments_in
from community.endorsements.queries.figures import find_rarest
from community.web.pagination import Listing, Page, is_cursor, paginate, paginate_within

Pledges = dict[int, str | None]

# Said in the words of the partial indexes: a database takes one only where it sees that the condition is the same.
_LISTED = sa.and_(
    Endorsement.state == sa.literal_column("'counted'"), Endorsement.shown == sa.literal_column("'named'")
)
# Whoever asked to delete the account is shown to nobody; the endorsement counts until it is withdrawn with the rest.
# A subquery of one value is asked for row by row and cannot be turned into a join, which would undo the order.
_STAYING = sa.select(Member.closes_at).where(Member.id == Endorsement.member_id).scalar_subquery().is_(None)
# What the public is shown of it, and nothing else is read.
_PUBLIC: tuple[Any, ...] = (
    Endorsement.id,
    Endorsement.version_id,
    Endorsement.name,
    Endorsement.country,
    Endorsement.affiliation,
    Endorsement.profession_group,
    Endorsement.language,
    Endorsement.taken_on,
    Endorsement.confirmed_at,
    Endorsement.created_at,
)
_PLACE = (Endorsement.confirmed_at, Endorsement.id)
_NEWEST = tuple(column.desc() for column in _PLACE)

PAGE = 24
FEATURED = 6
# How many rows one page looks at, at most, for what no index knows. It costs some milliseconds on both databases.
LOOKED_AT = 2000


@dataclass(frozen=True)
class PublicEndorsement:
    """What an endorser chose to show to everyone."""

    id: uuid.UUID
    version_id: uuid.UUID
    name: str
    country: str | None
    affiliation: str | None
    profession: str | None
    language: str
    confirmed_at: datetime
    commitments: Pledges

    @property
    def pledges(self) -> list[tuple[int, str]]:
        """The numbers of the commitments that they have said something on, with what they pledge."""
        return [(number, text) for number, text in self.commitments.items() if text]

    @property
    def taken_silently(self) -> list[int]:
        """The numbers of the other commitments that they take on."""
        return [number for number, text in self.commitments.items() if not text]


@dataclass(frozen=True)
class Filters:
    """What the public list is narrowed to; None where everything goes. profession: the group (ISCO-08)."""

    commitment: int | None = None
    country: str | None = None
    profession: str | None = None
    language: str | None = None

    @property
    def are_many(self) -> bool:
        """Whether more is chosen than a commitment."""
        return bool(self.country or self.profession or self.language)


def list_endorsements(
    after: str | None = None, commitment: int | None = None, size: int = PAGE, *, filters: Filters | None = None
) -> Page[PublicEndorsement]:
    """A page of those who show their name, newest first; with `commitment` or `filters`, only of some of them.

    It costs the same whatever is chosen: a page looks at LOOKED_AT rows, and where fewer than `size` are found among
    them, it is cut and the next one looks further back.
    """
    filters = filters or Filters(commitment)
    page = _everybody(size).page(after) if filters == Filters() else _some(filters, after, size)
    return Page(_publish(page.items), page.next, page.is_cut)


def _some(filters: Filters, after: str | None, size: int) -> Page[Any]:
    driving, wanted = _narrow(filters)
    if not wanted:
        return paginate(driving.where(_STAYING), by=_NEWEST, after=after, size=size)
    return paginate_within(driving, *wanted, _STAYING, by=_NEWEST, after=after, size=size, most=LOOKED_AT)


@lru_cache(maxsize=8)
def _everybody(size: int) -> Listing[Any]:
    return Listing(sa.select(*_PUBLIC).where(_LISTED, _STAYING), by=_NEWEST, size=size)


def is_cursor_of_list(cursor: str) -> bool:
    """Whether a cursor leads on in the public list, at the address that is asked for."""
    return is_cursor(cursor, _NEWEST)


def list_featured(commitment: int | None = None) -> list[PublicEndorsement]:
    """The few that stand above all others, latest chosen first; with `commitment`, of those who took it on."""
    statement = _select_featured()
    return _publish(db.session.execute(statement.where(_took_on(commitment)) if commitment else statement).all())


@cache
def _select_featured() -> sa.Select[Any]:
    statement = sa.select(*_PUBLIC).where(_LISTED, Endorsement.featured_at.is_not(None), _STAYING)
    return statement.order_by(Endorsement.featured_at.desc(), Endorsement.id.desc()).limit(FEATURED)


def stream_endorsements(size: int = 500) -> Iterator[list[PublicEndorsement]]:
    """Everybody who shows their name, newest first, some at a time, so that however many there are fit into memory.

    Each part is read in a transaction of its own: whoever withdraws meanwhile is in none that follows.
    """
    place: tuple[datetime, uuid.UUID] | None = None
    while True:
        statement = sa.select(*_PUBLIC).where(_LISTED)
        if place is not None:
            marks = (sa.literal(value, column.type) for value, column in zip(place, _PLACE, strict=True))
            statement = statement.where(sa.tuple_(*_PLACE) < sa.tuple_(*marks))
        rows = db.session.execute(statement.where(_STAYING).order_by(*_NEWEST).limit(size)).all()
        if not rows:
            return
        place = (rows[-1].confirmed_at or rows[-1].created_at, rows[-1].id)
        published = _publish(rows)
        db.session.rollback()
        yield published


def _narrow(filters: Filters) -> tuple[sa.Select[Any], list[sa.ColumnElement[bool]]]:
    """What an index finds in the order of the list, and the conditions that it does not know."""
    statement, wanted = sa.select(*_PUBLIC).where(_LISTED), []
    columns = {"country": Endorsement.country, "profession": Endorsement.profession_group}
    chosen = {"country": filters.country, "profession": filters.profession}
    driver = find_rarest(**chosen) if all(chosen.values()) else next((n for n, v in chosen.items() if v), None)
    for name, value in chosen.items():
        if name == driver:
            statement = statement.where(columns[name] == value)
        elif value:
            # Said so that no index answers it: the planner must not prefer the one that finds more.
            wanted.append(sa.func.coalesce(columns[name], "") == value)
    if filters.language:
        wanted.append(Endorsement.language == filters.language)
    if filters.commitment:
        wanted.append(_took_on(filters.commitment))
    return statement, wanted


def _took_on(commitment: int) -> sa.ColumnElement[bool]:
    return Endorsement.taken_on.bitwise_and(1 << commitment - 1) != 0


def list_commitments(endorsement: Endorsement) -> Pledges:
    """The commitments that an endorsement takes on, by number, with their pledges."""
    texts = _find_pledges([endorsement.id])
    return {number: texts.get((endorsement.id, number)) for number in endorsement.commitments}


@cache
def _select_pledges() -> sa.Select[uuid.UUID, int, str]:
    ids = sa.bindparam("ids", type_=sa.Uuid(), expanding=True)
    return sa.select(Pledge.endorsement_id, Pledge.number, Pledge.text).where(Pledge.endorsement_id.in_(ids))


def _find_pledges(ids: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID, int], str]:
    found = db.session.execute(_select_pledges(), {"ids": ids}) if ids else ()
    return {(of, number): text for of, number, text in found}


def _publish(rows: Sequence[sa.Row[Any]]) -> list[PublicEndorsement]:
    texts = _find_pledges([row.id for row in rows])
    return [
        PublicEndorsement(
            id=row.id,
            version_id=row.version_id,
            name=row.name or "",
            country=row.country,
            affiliation=row.affiliation,
            profession=row.profession_group,
            language=row.language,
            confirmed_at=row.confirmed_at or row.created_at,
            commitments={number: texts.get((row.id, number)) for number in commitments_in(row.taken_on)},
        )
        for row in rows
    ]
