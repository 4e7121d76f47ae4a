"""On PostgreSQL a request reads over connections that can only read, but within an operation."""

import uuid
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from psycopg.pq import TransactionStatus
from sqlalchemy.exc import InternalError, NotSupportedError, OperationalError
from sqlalchemy.pool import Pool

from community import config
from community import db as kernel_db
from community.counters import AttemptCount
from community.db import atomic, db, now
from tests.apps import another_app
from tests.conftest import ON_POSTGRESQL

pytestmark = pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite asks no server")

ALL = sa.select(AttemptCount.key)


def add_one():
    db.session.execute(sa.insert(AttemptCount).values(key=uuid.uuid4().hex, attempts=1, expires_at=now()))


def add_one_as_object():
    db.session.add(AttemptCount(key=uuid.uuid4().hex, attempts=1, expires_at=now()))
    db.session.flush()


def hold_one():
    db.session.execute(ALL.with_for_update())


def status():
    db.session.execute(ALL)
    return db.session.connection().connection.driver_connection.info.transaction_status


@pytest.mark.parametrize("write", [add_one, add_one_as_object, hold_one])
def test_the_database_refuses_what_a_request_writes_outside_an_operation(app, write):
    with app.test_request_context("/en/"):
        with pytest.raises(InternalError, match="read-only transaction"):
            write()
        db.session.rollback()
        atomic(write)()
        with pytest.raises(InternalError, match="read-only transaction"):
            write()


def test_what_a_request_has_written_it_reads(app):
    with app.test_request_context("/en/"):
        before = len(db.session.scalars(ALL).all())
        atomic(add_one)()
        assert len(db.session.scalars(ALL).all()) == before + 1


def test_what_a_request_reads_is_in_no_transaction(app):
    db.session.rollback()
    with app.test_request_context("/en/"):
        assert status() == TransactionStatus.IDLE
        assert atomic(status)() == TransactionStatus.INTRANS
        assert status() == TransactionStatus.IDLE
    db.session.rollback()
    assert status() == TransactionStatus.INTRANS  # the worker, and commands


def end_connections():
    """Have the server end every connection but the one that says so."""
    with db.engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@contextmanager
def not_looking():
    """Nobody looks meanwhile whether the server has ended a connection, as where it ends one a moment later."""
    look = kernel_db._leave_what_the_server_has_ended
    sa.event.remove(Pool, "checkout", look)
    try:
        yield
    finally:
        sa.event.listen(Pool, "checkout", look)


def read_after_the_end(app):
    with another_app(app) as other, other.test_request_context("/en/"):
        db.session.scalars(ALL).all()
        db.session.remove()
        end_connections()
        return db.session.scalars(ALL).all()


def test_connections_that_the_server_has_ended_are_left(app):
    read_after_the_end(app)


def test_control_else_a_request_would_fail(app):
    with not_looking(), pytest.raises(OperationalError):
        read_after_the_end(app)


def read_while_a_column_changes(app):
    with another_app(app) as other, other.test_request_context("/en/"):
        for _time in range(7):
            db.session.execute(ALL)
        db.session.remove()
        widen = "ALTER TABLE attempt_count ALTER COLUMN key TYPE varchar({})"
        atomic(db.session.execute)(sa.text(widen.format(200)))
        db.session.remove()
        try:
            db.session.execute(ALL)
        finally:
            db.session.remove()
            atomic(db.session.execute)(sa.text(widen.format(AttemptCount.key.type.length)))


def test_a_newer_release_may_change_a_column_while_an_older_one_reads(app):
    read_while_a_column_changes(app)


def test_control_what_is_prepared_would_fail(app, monkeypatch):
    prepare = config.reading_options

    def reading_options(url, threads):
        options = prepare(url, threads)
        return options | {"connect_args": options["connect_args"] | {"prepare_threshold": 5}}

    monkeypatch.setattr(config, "reading_options", reading_options)
    with pytest.raises(NotSupportedError, match="cached plan"):
        read_while_a_column_changes(app)
