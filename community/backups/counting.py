"""A copy of a database at one moment, and what is counted in it."""

from typing import IO, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from community import revisions


class Copy(NamedTuple):
    """A copy, open at its beginning, with the revision of its tables (None where it has none) and their rows."""

    file: IO[bytes]
    revision: str | None
    rows: dict[str, int]


def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = map(sa.table, sorted(sa.inspect(connection).get_table_names()))
    return {one.name: connection.scalars(sa.select(sa.func.count()).select_from(one)).one() for one in tables}


def look_at(connection: Connection) -> tuple[str | None, dict[str, int]]:
    """The revision of the tables, and how many rows each has."""
    return revisions.present(connection), count_rows(connection)
