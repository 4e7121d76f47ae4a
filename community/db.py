"""The database: session, models' foundation, transactions. A leaf: knows no feature."""

import enum
import functools
import json
import select
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
from flask import has_request_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, InvalidRequestError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.orm.exc import ObjectDeletedError
from sqlalchemy.pool import Pool

from community.replicas import ReadingSession

P = ParamSpec("P")
R = TypeVar("R")

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
# Somebody waits for the answer to a request; what takes longer is the worker's.
LIMITS_OF_REQUESTS = "-c statement_timeout=20s -c lock_timeout=10s"
# Every statement is planned for what it asks for. A plan for whatever may be asked, which PostgreSQL makes of one that
# comes often, does not know how few rows are wanted: it reads and sorts everybody, in up to ten times the time. And
# nothing is compiled: that takes 60 to 90 ms, for answers that take 5.
PLANS = "-c plan_cache_mode=force_custom_plan -c jit=off"
ONLY_READS = "-c default_transaction_read_only=on"
PASSING_OF_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")
READ_ONLY = "25006"  # of PostgreSQL: it is, or has become, a replica; or a request wrote outside an operation


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware moment, kept in UTC on every database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone cannot be stored.")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Without looking for space around what was written below: a page may read a hundred of them.
_read_json = json.JSONDecoder().raw_decode


class Json(sa.TypeDecorator[Any]):
    """JSON text that means the same on every database; NULL is NULL."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        return None if value is None else _read_json(value)[0]


class Model(DeclarativeBase):
    """Every table descends from here."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={datetime: UtcDateTime(), dict[str, Any]: Json(), list[Any]: Json()},
    )


class Identified:
    """A random id, known as soon as the object exists, so that sealed fields can be bound to it."""

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid(), primary_key=True)

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"id": uuid.uuid4(), **values})


db = SQLAlchemy(model_class=Model, session_options={"class_": ReadingSession})


class OutsideOperation(Exception):
    """Something that belongs inside an @atomic operation was called outside one."""


class InsideOperation(Exception):
    """Something that needs a transaction of its own was called inside an @atomic operation."""


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def choice(kind: type[enum.StrEnum]) -> sa.Enum:
    """A column type for the values of an enumeration, checked by the database itself."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=20,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


def lock(thing: Any) -> None:
    """Read a row afresh and hold it until the transaction ends, so that what is decided about it stays true.

    Only this row: not what was loaded with it, and not against rows that merely refer to it (FOR NO KEY UPDATE).
    Raises ObjectDeletedError where it has gone meanwhile: visitors read that there is nothing here.
    """
    db.session.flush()
    try:
        db.session.refresh(thing, with_for_update={"of": type(thing), "key_share": True})
    except InvalidRequestError as error:
        raise ObjectDeletedError(sa.inspect(thing)) from error


def atomic(operation: Callable[P, R]) -> Callable[P, R]:
    """Make a domain operation all or nothing; the outermost one commits, the only place that does.

    It begins a fresh write transaction: what was loaded before is read again when next used, so that decisions rest
    on what is true now and not on what a page saw earlier.
    """

    @functools.wraps(operation)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        session = db.session()
        if session.info.get("atomic"):
            return operation(*args, **kwargs)
        session.rollback()
        session.info.update(atomic=True, after_commit=[])
        try:
            session.connection(execution_options={"writes": True})
            result = operation(*args, **kwargs)
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["atomic"] = False
            callbacks = session.info.pop("after_commit")
        for callback in callbacks:
            callback()
        return result

    return run


def at_once(statement: sa.Executable, *, writes: bool = True) -> list[sa.Row[Any]]:
    """Do one statement in a transaction of its own, on a connection of its own, and return the rows that it gives.

    For what must hold whether or not the request that asks for it succeeds, such as a count of attempts. Raises
    InsideOperation while an operation holds the database: the two would wait for each other.
    """
    if db.session().info.get("atomic"):
        raise InsideOperation("at_once() belongs outside every @atomic operation.")
    with db.engine.connect() as connection, connection.execution_options(writes=writes).begin():
        result = connection.execute(statement)
        return list(result.all()) if result.returns_rows else []


def insert_many(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert thousands of rows as fast as each database can; part of an operation.

    columns: all that have no default in the database itself. rows: the values of each, in the same order.
    What fails raises the driver's own error, which may repeat the values.
    """
    connection = db.session.connection()
    kinds = [model.__table__.c[name].type.dialect_impl(connection.dialect) for name in columns]
    processors = [kind.bind_processor(connection.dialect) for kind in kinds]
    plain = ([process(one) if process else one for process, one in zip(processors, row, strict=True)] for row in rows)
    into = f"{model.__tablename__} ({', '.join(columns)})"
    cursor: Any = connection.connection.cursor()
    if connection.dialect.name == "postgresql":
        with cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for values in plain:
                copy.write_row(values)
    else:
        cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(columns))})", plain)  # noqa: S608
    cursor.close()


def after_commit(callback: Callable[[], object]) -> None:
    """Have `callback` called once what this operation did is durable; never if it fails.

    Raises OutsideOperation where no operation is running: nothing would ever call it.
    """
    callbacks = db.session().info.get("after_commit")
    if callbacks is None:
        raise OutsideOperation("after_commit() belongs inside an @atomic operation.")
    if callback not in callbacks:
        callbacks.append(callback)


def is_passing(failure: BaseException | None) -> bool:
    """Whether the database could not do something that it may do later: it is away, full, or too busy."""
    if isinstance(failure, NoConnectionFree):
        return True
    if not isinstance(failure, DBAPIError):
        return False
    if name := getattr(failure.orig, "sqlite_errorname", None):
        return str(name).startswith(PASSING_OF_SQLITE)
    is_away = failure.connection_invalidated or isinstance(failure, OperationalError)
    return is_away or getattr(failure.orig, "sqlstate", None) == READ_ONLY


@event.listens_for(Engine, "do_connect")
def _set_up_postgresql(dialect: Any, record: Any, arguments: Any, parameters: dict[str, Any]) -> None:
    if dialect.name != "postgresql":
        return
    options = [parameters.get("options", ""), PLANS]
    if parameters.pop("only_reads", False):
        options.append(ONLY_READS)
    # A web server connects when it is asked for something; the worker and commands never do so within a request.
    if has_request_context():
        options.append(LIMITS_OF_REQUESTS)
    parameters["options"] = " ".join(options).strip()


@event.listens_for(Pool, "checkout")
def _leave_what_the_server_has_ended(connection: Any, record: Any, proxy: Any) -> None:
    # On a connection that waits for nothing comes only that it has ended, so nobody needs to be asked. (Or that a
    # setting of the server has changed; then a new one does no harm.)
    if (server := getattr(connection, "pgconn", None)) is None:
        return
    if not connection.closed:
        arrived = select.poll()
        arrived.register(server.socket, select.POLLIN)
        if not arrived.poll(0):
            return
    raise InvalidatePoolError


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: Any) -> None:
    if not type(connection).__module__.startswith("sqlite3"):
        return
    # The driver must not begin transactions by itself, or BEGIN IMMEDIATE below would come too late.
    connection.isolation_level = None
    # secure_delete: what is deleted is overwritten, so that it does not stay in the free pages of the file.
    pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000", "secure_delete=ON")
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "handle_error")
def _tell_no_values(context: ExceptionContext) -> None:
    # Errors are logged. PostgreSQL says after the first line which row it was, and of malformed data what it is.
    original, wrapped = context.original_exception, context.sqlalchemy_exception
    if not (state := getattr(original, "sqlstate", None)) or wrapped is None:
        return
    said = str(original)
    told = f"malformed data ({state})" if state.startswith("22") else said.partition("\n")[0]
    original.args = (told,)
    wrapped.args = tuple(argument.replace(said, told) for argument in wrapped.args)


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    # A transaction that will write takes the write lock first: a read that turns into a write can lose an update.
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
