"""A copy of a whole database inside the database system itself, put back in a few milliseconds.

Thousands of tests begin in the same world; row by row, putting it back would take longer than most of them.
"""

import secrets
import sqlite3
from typing import Any, Protocol

from community.db import Model, db


class Snapshot(Protocol):
    """What every row was."""

    def take(self) -> None:
        """Keep every row as it is now."""

    def put_back(self) -> None:
        """Make every row what it was, and commit."""


def take_snapshot() -> Snapshot:
    """Copy the database as it is now."""
    snapshot = PagesOfSqlite() if db.engine.dialect.name == "sqlite" else TablesOfPostgresql()
    snapshot.take()
    return snapshot


class PagesOfSqlite:
    """The pages of the file, in memory."""

    def __init__(self) -> None:
        self._pages = sqlite3.connect(":memory:", check_same_thread=False)

    def take(self) -> None:
        """Copy the pages of the file."""
        db.session.rollback()
        connection = db.engine.raw_connection()
        _driver(connection).backup(self._pages)
        connection.close()

    def put_back(self) -> None:
        """Write the pages over those of the file."""
        db.session.rollback()
        connection = db.engine.raw_connection()
        self._pages.backup(_driver(connection))
        connection.close()


class TablesOfPostgresql:
    """A second table beside each, in a schema of its own, and the statements that fill the first from it."""

    def __init__(self) -> None:
        self._before = f"before_{secrets.token_hex(4)}"  # more than one copy may be kept
        self._statements = ""

    def take(self) -> None:
        """Copy each table."""
        db.session.rollback()
        before, tables = self._before, [table.name for table in Model.metadata.sorted_tables]
        _run(f"DROP SCHEMA IF EXISTS {before} CASCADE; CREATE SCHEMA {before}")
        self._statements = "".join(f"DELETE FROM {name};" for name in reversed(tables))  # noqa: S608  (our tables)
        for name in tables:
            _run(f"CREATE TABLE {before}.{name} AS TABLE {name}")
            self._statements += f"INSERT INTO {name} SELECT * FROM {before}.{name};"  # noqa: S608

    def put_back(self) -> None:
        """Delete and copy, all in one message to the server."""
        db.session.rollback()
        _run(self._statements)


def _run(statements: str) -> None:
    with db.engine.begin() as connection:
        connection.execution_options(writes=True)
        connection.exec_driver_sql(statements)


def _driver(connection: Any) -> sqlite3.Connection:
    driver: sqlite3.Connection = connection.driver_connection
    return driver
