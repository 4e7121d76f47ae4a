"""Runs migrations on the application's own database, SQLite and PostgreSQL alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from community.db import Json, Model, UtcDateTime, db


def render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """Write our own column types into migrations as what they are in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Json):
        return "sa.Text()"
    return False


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    """Leave out of comparisons what each database has in its own way: the indexes of marks."""
    own = ("directory_search", "ix_directory_entry_marks", "finding_search", "ix_finding_entry_marks")
    return not (name or "").startswith(own)


@contextmanager
def references_left_alone(connection: sa.Connection) -> Iterator[None]:
    """Have SQLite follow no references while tables are built anew: dropping the old one would delete what refers to it.

    Outside a transaction, as only there it is heard; afterwards every reference must lead somewhere.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        if broken := driver.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"References that lead nowhere: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    """Bring the database to the revision that was asked for, in one transaction."""
    with db.engine.connect() as connection, references_left_alone(connection):
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_item=render_item,
            include_name=include_name,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
