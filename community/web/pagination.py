"""Keyset pagination: the cost of a page does not grow with how deep it lies."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from flask import has_request_context, request

from community.db import db
from community.web.cursors import open_cursor, seal_cursor

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list, and the cursor of the next page where there is one."""

    items: Sequence[T]
    next: str | None


def paginate(statement: sa.Select[Any], *, by: tuple[Any, ...], after: str | None, size: int = 50) -> Page[Any]:
    """One page of `statement`.

    by: the order, all ascending or all descending; the last column is the id, so that no two rows are equal.
    after: the cursor: the id of the last row of the page before, sealed for this list. One that is unknown, forged or
        of another list means the first page.
    size: rows on a page.
    """
    order_columns = [column.element for column in by]
    identity = order_columns[-1]
    statement = statement.order_by(*by).limit(size + 1)
    purpose = _purpose(order_columns)
    last = _as_id(open_cursor(purpose, after))
    if last is not None:
        position = db.session.execute(sa.select(*order_columns).where(identity == last)).one_or_none()
        if position is not None:
            keys = sa.tuple_(*order_columns)
            marks = sa.tuple_(*(sa.literal(v, c.type) for v, c in zip(position, order_columns, strict=True)))
            descending = by[-1].modifier is sa.sql.operators.desc_op
            statement = statement.where(keys < marks if descending else keys > marks)
    rows = db.session.scalars(statement).all()
    items = rows[:size]
    return Page(items, seal_cursor(purpose, items[-1].id.bytes) if len(rows) > size else None)


def _purpose(order_columns: list[Any]) -> str:
    """What tells one list from another: the page that it is on, of whatever it is about, and its order."""
    page: list[Any] = []
    if has_request_context():
        about = {name: value for name, value in (request.view_args or {}).items() if name != "language"}
        page = [request.endpoint, *sorted(about.items())]
    return repr([*page, *map(str, order_columns)])


def _as_id(place: bytes | None) -> uuid.UUID | None:
    return uuid.UUID(bytes=place) if place else None
