"""Transactions: all or nothing, fresh, and no update lost."""

import threading
import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError

from community.accounts.models import Member
from community.db import OutsideOperation, UtcDateTime, after_commit, atomic, db, lock, now
from tests.apps import another_app
from tests.conftest import ON_POSTGRESQL, SECONDS_TO_MEET
from tests.factories import MemberFactory

THREADS, ROUNDS = 6, 15


class Broken(Exception):
    """What an operation of these tests fails with."""


def stored_name(member_id: uuid.UUID) -> str | None:
    """What another connection finds."""
    with db.engine.connect() as connection:
        return connection.scalar(sa.select(Member.display_name).where(Member.id == member_id))


@atomic
def rename(member: Member, name: str) -> None:
    member.display_name = name


@pytest.fixture
def member() -> Member:
    return MemberFactory(display_name="0")


@pytest.fixture
def commits():
    counted = []
    count = counted.append
    sa.event.listen(db.session, "after_commit", count)
    yield counted
    sa.event.remove(db.session, "after_commit", count)


def test_atomic_commits_what_the_operation_did(member):
    rename(member, "Haru")
    assert stored_name(member.id) == "Haru"


def test_atomic_gives_what_the_operation_returns():
    assert atomic(lambda: 7)() == 7


def test_atomic_rolls_back_on_error(member):
    @atomic
    def fail():
        member.display_name = "Haru"
        db.session.flush()
        raise Broken

    with pytest.raises(Broken):
        fail()
    assert (stored_name(member.id), member.display_name) == ("0", "0")


def test_atomic_leaves_nothing_of_what_the_caller_had_begun(member):
    member.display_name = "half typed"
    rename(MemberFactory.build(), "somebody else, not stored")
    assert stored_name(member.id) == "0"


def test_atomic_operations_inside_another_commit_once_with_it(member, commits):
    seen = []

    @atomic
    def outer():
        rename(member, "Haru")
        db.session.flush()
        seen.append(len(commits))

    outer()
    assert seen == [0]
    assert len(commits) == 1
    assert stored_name(member.id) == "Haru"


def test_atomic_operation_inside_a_failing_one_is_undone(member):
    @atomic
    def outer():
        rename(member, "Haru")
        raise Broken

    with pytest.raises(Broken):
        outer()
    assert stored_name(member.id) == "0"


def test_atomic_works_again_after_a_failure(member):
    @atomic
    def fail():
        db.session.add(MemberFactory.build(handle=member.handle))
        db.session.flush()

    with pytest.raises(IntegrityError):
        fail()
    rename(member, "Haru")
    assert stored_name(member.id) == "Haru"


def test_atomic_reads_afresh_what_was_loaded_before(member):
    assert member.display_name == "0"
    with db.engine.begin() as somebody_else:
        somebody_else.execute(sa.update(Member).where(Member.id == member.id).values(display_name="1"))
    assert member.display_name == "0"
    assert atomic(lambda: member.display_name)() == "1"


def test_after_commit_is_called_once_and_finds_everything_stored(member):
    seen = []

    def callback():
        seen.append(stored_name(member.id))

    @atomic
    def operation():
        after_commit(callback)
        after_commit(callback)
        member.display_name = "Haru"
        assert seen == []

    operation()
    assert seen == ["Haru"]


def test_after_commit_of_an_inner_operation_waits_for_the_outer_one():
    seen = []

    @atomic
    def outer():
        atomic(lambda: after_commit(lambda: seen.append("called")))()
        assert seen == []

    outer()
    assert seen == ["called"]


def test_after_commit_is_forgotten_when_the_operation_fails(member):
    seen = []

    @atomic
    def fail():
        after_commit(lambda: seen.append("called"))
        raise Broken

    with pytest.raises(Broken):
        fail()
    rename(member, "Haru")
    assert seen == []


def test_after_commit_may_begin_another_operation(member):
    @atomic
    def operation():
        after_commit(lambda: rename(member, "Haru"))

    operation()
    assert stored_name(member.id) == "Haru"


def test_after_commit_outside_an_operation_is_an_error():
    def fail():
        raise Broken

    with pytest.raises(OutsideOperation):
        after_commit(print)
    with pytest.raises(Broken):
        atomic(fail)()
    with pytest.raises(OutsideOperation):
        after_commit(print)


def add_one(member_id: uuid.UUID, between=lambda: None) -> None:
    member = db.session.get_one(Member, member_id)
    number = int(member.display_name)
    between()
    member.display_name = str(number + 1)


def test_no_update_is_lost_between_reading_and_writing(race, member):
    member_id = member.id

    @atomic
    def count_locked():
        lock(db.session.get_one(Member, member_id))
        add_one(member_id)

    def many_times():
        for _ in range(ROUNDS):
            count_locked()

    assert race(*[many_times] * THREADS) == [None] * THREADS
    assert stored_name(member_id) == str(THREADS * ROUNDS)


def test_control_without_atomic_an_update_is_lost_or_fails(race, member):
    member_id = member.id
    both_have_read = threading.Barrier(2, timeout=SECONDS_TO_MEET)

    def count():
        add_one(member_id, between=both_have_read.wait)
        db.session.commit()

    results = race(count, count)
    failed = [result for result in results if isinstance(result, OperationalError)]
    assert len(failed) + results.count(None) == 2
    assert stored_name(member_id) == "1"
    assert len(failed) == (1 if db.engine.dialect.name == "sqlite" else 0)


def test_atomic_takes_the_write_lock_of_sqlite_before_it_reads(race, member):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL locks rows")
    member_id = member.id

    @atomic
    def count():
        add_one(member_id)

    def many_times():
        for _ in range(ROUNDS):
            count()

    assert race(*[many_times] * THREADS) == [None] * THREADS
    assert stored_name(member_id) == str(THREADS * ROUNDS)


def test_moments_are_aware_and_in_utc(member):
    seoul = timezone(timedelta(hours=9))
    moment = datetime(2024, 7, 22, 9, 30, tzinfo=seoul)

    @atomic
    def set_moment():
        member.confirmed_at = moment

    set_moment()
    db.session.expire(member)
    assert member.confirmed_at == moment
    assert member.confirmed_at.tzinfo is UTC


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2024, 7, 22), db.engine.dialect)  # noqa: DTZ001
    assert now().tzinfo is UTC


def test_the_database_refuses_what_is_no_choice(member):
    with pytest.raises(IntegrityError):
        db.session.execute(sa.text("UPDATE member SET state = 'dissolved'"))


def test_another_application_of_the_tests_ends_with_all_its_connections(app, member):
    opened, closed = [], []
    with another_app(app) as other, other.app_context():
        sa.event.listen(db.engine, "connect", lambda connection, record: opened.append(connection))
        sa.event.listen(db.engine, "close", lambda connection, record: closed.append(connection))
        # Read by the session that made it, over a connection of the application that is current.
        assert member.display_name == "0"
    assert closed == opened != []


def test_sqlite_is_durable_and_holds_foreign_keys(app):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("settings of SQLite")
    # The suite's own engine is quick rather than durable: this asks a connection of a fresh one.
    engine = sa.create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    with engine.connect() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
        assert [*found, connection.exec_driver_sql("PRAGMA foreign_keys").scalar()] == ["wal", 2, 1]
    engine.dispose()


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite makes a plan for each statement")
def test_every_statement_is_planned_for_what_it_asks_for_and_nothing_is_compiled(app):
    with db.engine.connect() as connection:
        settings = {name: connection.scalar(sa.text(f"SHOW {name}")) for name in ("plan_cache_mode", "jit")}
    assert settings == {"plan_cache_mode": "force_custom_plan", "jit": "off"}
