"""The worker: what is scheduled happens, once, and what it is woken for."""

import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from huey.serializer import Serializer
from sqlalchemy.exc import OperationalError

from community import jobs, workers
from community.accounts.operations import CONFIRMATION_LASTS
from community.db import db, now
from tests.apps import another_app
from tests.factories import MemberFactory

SECONDS_TO_WAIT = 60


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def scheduled(app, tmp_path, done, monkeypatch):
    """A worker's jobs, which note that they were done, on a queue of their own."""

    def noting(name):
        return lambda: done.append(name)

    def fail():
        raise ZeroDivisionError

    config = replace(app.config["COMMUNITY"], instance=tmp_path, queue_url=None)
    monkeypatch.setitem(app.config, "COMMUNITY", config)
    monkeypatch.setattr(app, "extensions", dict(app.extensions))
    jobs.init_app(app, on_demand=[[noting("due")]], every_minute=[fail, noting("minute")], every_hour=[noting("hour")])
    return app


def look(app: Flask, moment: datetime | None = None) -> None:
    """Have a worker look at its schedule. Its connections are its own."""
    db.session.rollback()
    with time_machine.travel(moment or now(), tick=False):
        for schedule in app.extensions["schedules"]:
            schedule.look()


MOMENT = datetime(2024, 7, 22, 9, 0, tzinfo=UTC)


def test_a_job_that_fails_keeps_none_of_the_schedule_from_being_done(scheduled, done, caplog):
    look(scheduled)
    assert done == ["minute", "hour"]
    assert "ZeroDivisionError" in caplog.text


def test_a_database_that_is_away_is_no_traceback_for_each_job(scheduled, caplog):
    def ask():
        raise OperationalError("SELECT", {}, ConnectionRefusedError("no canary at 192.0.2.7"))

    assert jobs.Lane(scheduled, [ask]).run() is None
    assert "ConnectionRefusedError" in caplog.text
    assert "canary" not in caplog.text


def test_every_minute_and_every_hour_have_one_turn_however_often_and_however_many_workers_look(scheduled, done):
    another = [jobs.Schedule(scheduled, "minute", jobs.MINUTE, [lambda: done.append("other")])]
    for seconds in range(0, 3600, 20):
        moment = MOMENT + timedelta(seconds=seconds)
        look(scheduled, moment)
        with time_machine.travel(moment, tick=False):
            another[0].look()
    assert (done.count("minute"), done.count("hour"), done.count("other")) == (60, 1, 0)
    look(scheduled, MOMENT + timedelta(hours=1, minutes=40))  # nobody worked in between: it is done late, and once
    assert (done.count("minute"), done.count("hour")) == (61, 2)


def test_a_turn_that_could_not_be_taken_is_taken_when_the_database_is_back(scheduled, done, monkeypatch):
    with monkeypatch.context() as away:
        away.setattr(workers, "take_turn", lambda *_: (_ for _ in ()).throw(OperationalError("", {}, OSError())))
        with pytest.raises(OperationalError):
            look(scheduled)
    look(scheduled)
    assert done == ["minute", "hour"]


def test_wake_asks_for_what_is_due(scheduled, done):
    queue = scheduled.extensions["huey"]
    with scheduled.app_context():
        jobs.wake()
    queue.execute(queue.dequeue())
    assert done == ["due"]


def test_wake_with_a_broken_queue_is_no_failure(scheduled, monkeypatch, caplog):
    def broken():
        raise OSError("no canary at 192.0.2.7")

    monkeypatch.setitem(scheduled.extensions, "wake", broken)
    with scheduled.app_context():
        jobs.wake()
    assert "OSError" in caplog.text
    assert "canary" not in caplog.text


def test_a_wake_that_nobody_has_heard_yet_is_enough(scheduled, done):
    queue = scheduled.extensions["huey"]
    with scheduled.app_context():
        for _ in range(3):
            jobs.wake()
        assert queue.pending_count() == 1
        heard = queue.dequeue()
        jobs.wake()  # what came after the worker has heard is for the next time
    assert queue.pending_count() == 1
    queue.execute(heard)
    queue.execute(queue.dequeue())
    assert done == ["due", "due"]


def test_a_lane_goes_on_while_it_finds_something_and_every_job_has_its_turn(scheduled):
    steps, errands = [], [3, 2, 1]
    lane = jobs.Lane(
        scheduled, [lambda: steps.append("look") or (errands and errands.pop()), lambda: steps.append("seal")]
    )
    lane.run()
    assert steps == ["look", "seal"] * 4


def test_whoever_asks_a_busy_lane_waits_for_nobody_and_is_heard(scheduled):
    started, go_on, done = threading.Semaphore(0), threading.Semaphore(0), []

    def slowly():
        started.release()
        assert go_on.acquire(timeout=SECONDS_TO_WAIT)
        done.append(threading.current_thread())

    lane = jobs.Lane(scheduled, [slowly])
    busy = threading.Thread(target=lane.run)
    busy.start()
    assert started.acquire(timeout=SECONDS_TO_WAIT)
    lane.run()  # returns at once, though the job has not ended
    assert not done
    go_on.release(2)
    busy.join(SECONDS_TO_WAIT)
    assert done == [busy, busy]  # once more, for the one who asked meanwhile


def test_sealing_does_not_wait_for_a_mail_server(scheduled, done):
    """One thread is stuck with the mail; another hears the next call and does what the count needs."""
    started, go_on = threading.Semaphore(0), threading.Semaphore(0)

    def deliver():
        started.release()
        assert go_on.acquire(timeout=SECONDS_TO_WAIT)

    jobs.init_app(scheduled, on_demand=[[lambda: done.append("seal")], [deliver]], every_minute=[], every_hour=[])
    queue = scheduled.extensions["huey"]
    queue.flush()
    with scheduled.app_context():
        jobs.wake()
    stuck = threading.Thread(target=queue.execute, args=(queue.dequeue(),))
    stuck.start()
    assert started.acquire(timeout=SECONDS_TO_WAIT)
    with scheduled.app_context():
        jobs.wake()
    queue.execute(queue.dequeue())
    assert done == ["seal", "seal"]
    go_on.release(2)
    stuck.join(SECONDS_TO_WAIT)


def test_the_hour_forgets_sign_ups_that_nobody_confirmed(app):
    old = now() - CONFIRMATION_LASTS - timedelta(minutes=1)
    forgotten, kept = MemberFactory(unconfirmed=True, created_at=old), MemberFactory(created_at=old)
    gone, stays = forgotten.id, kept.id
    look(app)
    db.session.rollback()
    assert db.session.get(type(kept), gone) is None
    assert db.session.get(type(kept), stays) is not None


def test_a_queue_does_nothing_that_somebody_else_put_there(scheduled, done):
    queue = scheduled.extensions["huey"]
    task = scheduled.extensions["wake"].s()
    queue.storage.enqueue(Serializer().serialize(queue._registry.create_message(task)))
    with pytest.raises(ValueError, match=r"."):
        queue.dequeue()
    assert done == []


def test_a_queue_that_does_not_answer_is_waited_for_once_and_then_left_alone(app, caplog):
    with (
        socket.create_server(("127.0.0.1", 0)) as deaf,
        another_app(app, QUEUE_URL=f"redis://127.0.0.1:{deaf.getsockname()[1]}") as other,
        other.app_context(),
    ):
        deaf.settimeout(SECONDS_TO_WAIT)
        jobs.wake()
        jobs.wake()
        deaf.accept()[0].close()
        deaf.settimeout(0)
        with pytest.raises(BlockingIOError):
            deaf.accept()
    assert caplog.text.count("The queue could not be told (TimeoutError)") == 1
    assert "127.0.0.1" not in caplog.text
