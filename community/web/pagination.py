"""Keyset pagination: the cost of a page does not grow with how deep it lies."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from flask import has_request_context, request

from community.db import db
from community.web.cursors import open_cursor, seal_cursor

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list, and the cursor of the next page where there is one.

    is_cut: the page ends where enough rows were looked at; there may be more further on.
    """

    items: Sequence[T]
    next: str | None
    is_cut: bool = False


class Listing(Generic[T]):
    """A list in one order. Whoever keeps it spends once what it takes to build the question for the first page."""

    def __init__(self, statement: sa.Select[Any], *, by: tuple[Any, ...], size: int = 50) -> None:
        """A list of what `statement` finds: of one kind of thing, or of rows that have an id.

        by: the order, all ascending or all descending; the last column is the id, so that no two rows are equal.
        size: rows on a page.
        """
        self._statement, self._by, self._size = statement, by, size
        self._first = self._cut(statement)

    def page(self, after: str | None) -> Page[T]:
        """One page.

        after: the cursor: the id of the last row of the page before, sealed for this list. One that is unknown, forged
            or of another list means the first page.
        """
        found = _after(self._statement, self._by, after)
        rows = _fetch(self._first if found is self._statement else self._cut(found))
        items = rows[: self._size]
        is_last = len(rows) <= self._size
        return Page(items, None if is_last else seal_cursor(_purpose(_columns(self._by)), items[-1].id.bytes))

    def _cut(self, statement: sa.Select[Any]) -> sa.Select[Any]:
        return statement.order_by(*self._by).limit(self._size + 1)


def paginate(statement: sa.Select[Any], *, by: tuple[Any, ...], after: str | None, size: int = 50) -> Page[Any]:
    """One page of `statement`, which is asked for once: see `Listing`."""
    return Listing[Any](statement, by=by, size=size).page(after)


def paginate_within(
    statement: sa.Select[Any],
    *wanted: sa.ColumnElement[bool],
    by: tuple[Any, ...],
    after: str | None,
    size: int,
    most: int,
) -> Page[Any]:
    """One page of those rows of `statement` that fulfil conditions of which no index knows.

    A page costs the same however rare they are: it ends after `most` rows of `statement`, and whoever reads it may
    look further on. statement: what an index finds in this order; wanted: the conditions; otherwise as `paginate`.
    """
    columns = _columns(by)
    found = _after(statement, by, after)
    edge = db.session.execute(found.with_only_columns(*columns).order_by(*by).limit(1).offset(most - 1)).one_or_none()
    if edge is not None:
        found = found.where(_beyond(by, edge, or_equal=True))
    rows = _fetch(found.where(*wanted).order_by(*by).limit(size + 1))
    items = rows[:size]
    if len(rows) > size:
        return Page(items, seal_cursor(_purpose(columns), items[-1].id.bytes))
    return Page(items, seal_cursor(_purpose(columns), edge[-1].bytes) if edge is not None else None, edge is not None)


def paginate_kept(
    statement: sa.Select[Any],
    keep: Callable[[Sequence[Any]], Sequence[Any]],
    *,
    by: tuple[Any, ...],
    after: str | None,
    size: int,
    most: int,
) -> Page[Any]:
    """One page of those rows of `statement` that `keep` leaves of them, for what no database can be asked.

    keep: takes rows, gives those of them that are wanted, in their order. most: so many rows are looked at for one
    page; whoever reads it may look further on. Otherwise as `paginate`.
    """
    rows = db.session.scalars(_after(statement, by, after).order_by(*by).limit(most + 1)).all()
    looked, purpose = rows[:most], _purpose(_columns(by))
    kept = keep(looked)
    if len(kept) > size:
        return Page(kept[:size], seal_cursor(purpose, kept[size - 1].id.bytes))
    is_cut = len(rows) > most
    return Page(kept, seal_cursor(purpose, looked[-1].id.bytes) if is_cut else None, is_cut)


def _fetch(statement: sa.Select[Any]) -> Sequence[Any]:
    found = db.session.execute(statement)
    return found.all() if len(found.keys()) > 1 else found.scalars().all()


def _after(statement: sa.Select[Any], by: tuple[Any, ...], after: str | None) -> sa.Select[Any]:
    """What comes after the row that a cursor names; everything, where there is no such row."""
    if not after:
        return statement
    columns = _columns(by)
    last = _as_id(open_cursor(_purpose(columns), after))
    if last is None:
        return statement
    position = db.session.execute(sa.select(*columns).where(columns[-1] == last)).one_or_none()
    return statement if position is None else statement.where(_beyond(by, position))


def _beyond(by: tuple[Any, ...], position: Sequence[Any], *, or_equal: bool = False) -> sa.ColumnElement[bool]:
    """The condition that a row comes after a position; or, with `or_equal`, not after it."""
    columns = _columns(by)
    keys = sa.tuple_(*columns)
    marks = sa.tuple_(*(sa.literal(v, c.type) for v, c in zip(position, columns, strict=True)))
    descending = by[-1].modifier is sa.sql.operators.desc_op
    if or_equal:
        return keys >= marks if descending else keys <= marks
    return keys < marks if descending else keys > marks


def is_cursor(cursor: str, by: tuple[Any, ...]) -> bool:
    """Whether a cursor was made for the list that is asked for, in this order."""
    return open_cursor(_purpose(_columns(by)), cursor) is not None


def _columns(by: tuple[Any, ...]) -> list[Any]:
    return [column.element for column in by]


def _purpose(order_columns: list[Any]) -> str:
    """What tells one list from another: the page that it is on, of whatever it is about, and its order."""
    page: list[Any] = []
    if has_request_context():
        about = {name: value for name, value in (request.view_args or {}).items() if name != "language"}
        page = [request.endpoint, *sorted(about.items())]
    return repr([*page, *map(str, order_columns)])


def _as_id(place: bytes | None) -> uuid.UUID | None:
    return uuid.UUID(bytes=place) if place else None
