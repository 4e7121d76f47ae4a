"""Runs migrations on the application's own database, SQLite and PostgreSQL alike."""

from typing import Any

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


def run() -> None:
    """Bring the database to the revision that was asked for, in one transaction."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_item=render_item,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
