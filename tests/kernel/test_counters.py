"""Counting attempts in the database."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from limits.errors import StorageError

from community.counters import AttemptCount, DatabaseStorage, forget_counts
from community.db import InsideOperation, atomic, db, now
from tests.apps import another_app
from tests.conftest import SECONDS_TO_MEET


@pytest.fixture
def store():
    return DatabaseStorage("database://", wrap_exceptions=True)


def later(seconds):
    return time_machine.travel(now() + timedelta(seconds=seconds), tick=True)


def test_it_counts(store):
    assert [store.incr("a", 60), store.incr("a", 60), store.incr("a", 60, amount=3)] == [1, 2, 5]
    assert store.incr("b", 60) == 1
    assert (store.get("a"), store.get("b"), store.get("c")) == (5, 1, 0)


def test_a_window_has_its_length_however_often_is_counted(store):
    with time_machine.travel(now(), tick=False) as clock:
        store.incr("a", 60)
        ends = store.get_expiry("a")
        assert ends - now().timestamp() == pytest.approx(60, abs=0.001)
        clock.shift(30)
        assert store.incr("a", 60) == 2
        assert store.get_expiry("a") == ends
        clock.shift(31)
        assert store.get("a") == 0
        assert store.incr("a", 60) == 1
        assert store.get_expiry("a") == pytest.approx(ends + 61, abs=0.001)


def test_where_nothing_is_counted_the_window_ends_now(store):
    with time_machine.travel(now(), tick=False):
        assert store.get_expiry("a") == pytest.approx(now().timestamp(), abs=0.001)


def test_of_many_at_once_each_counts(store, race):
    counts = race(*[lambda: store.incr("a", 60)] * 8)
    assert sorted(counts) == list(range(1, 9))


def test_control_reading_then_writing_loses_counts(store, race):
    have_read = threading.Barrier(8, timeout=SECONDS_TO_MEET)

    def careless():
        seen = store.get("a")
        have_read.wait()
        store.clear("a")
        store.incr("a", 60, amount=seen + 1)
        return seen + 1

    assert race(*[careless] * 8) == [1] * 8


def test_a_count_stays_whatever_becomes_of_the_request(store):
    db.session.execute(sa.select(1))
    store.incr("a", 60)
    db.session.rollback()
    assert store.get("a") == 1


def test_counting_inside_an_operation_would_wait_for_itself(store):
    with pytest.raises(InsideOperation):
        atomic(lambda: store.incr("a", 60))()


def test_one_or_all_counts_can_be_forgotten(store):
    for key in "abc":
        store.incr(key, 60)
    store.clear("a")
    assert (store.get("a"), store.get("b")) == (0, 1)
    assert store.reset() == 2
    assert store.get("b") == 0


def test_what_has_run_out_is_deleted(store):
    store.incr("short", 60)
    store.incr("long", 6000)
    with later(61):
        forget_counts()
        db.session.rollback()
        assert db.session.query(AttemptCount).count() == 1
        assert store.get("long") == 1


def test_keys_stand_there_as_digests(store):
    store.incr("somebody@example.org", 60)
    (row,) = db.session.scalars(sa.select(AttemptCount)).all()
    assert len(row.key) == 64
    assert "somebody" not in row.key


def test_a_database_that_does_not_answer_is_a_failure_of_the_store(app, store):
    assert store.check()
    with another_app(app, DATABASE_URL="sqlite:////nowhere/to-be/found.sqlite") as other, other.app_context():
        assert not store.check()
        with pytest.raises(StorageError):
            store.incr("a", 60)
