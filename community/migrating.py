"""Migrations. Alembic is large and a web server needs none of it: only what migrates imports this module."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
import flask_migrate
import flask_migrate.cli
import sqlalchemy as sa
from flask import current_app, g
from flask.cli import with_appcontext

from community.db import db

migrate = flask_migrate.Migrate(db=db, directory="migrations", render_as_batch=True)

_PREPARING = 0x70726570  # the number of PostgreSQL's advisory lock that whoever prepares a database has


@contextmanager
def one_after_the_other() -> Iterator[None]:
    """Have whoever prepares the same database from another machine wait; whatever ends this process lets them in."""
    if db.engine.dialect.name == "sqlite":  # which is on one machine
        yield
        return
    with db.engine.connect() as connection:  # the lock ends with its transaction, in which nothing is written
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_PREPARING)))
        yield


def upgrade(revision: str = "head") -> None:
    """Bring the database of this application up to a revision, the newest unless another is named."""
    _bind()
    flask_migrate.upgrade(revision=revision)


def downgrade(revision: str) -> None:
    """Bring the database of this application down to a revision."""
    _bind()
    flask_migrate.downgrade(revision=revision)


@click.group("db", commands=flask_migrate.cli.db.commands)
@with_appcontext
def commands() -> None:
    """Perform database migrations."""
    _bind()
    g.directory, g.x_arg = None, ()  # as Flask-Migrate's own group says that none were given


def _bind() -> None:
    if "migrate" not in current_app.extensions:
        migrate.init_app(current_app)
