"""The worker: what is scheduled happens, and a real one delivers what waits."""

import os
import signal
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask

from community import jobs
from community.accounts import emails
from community.accounts.operations import CONFIRMATION_LASTS
from community.config import load_config
from community.db import atomic, db, now
from community.mail import MailState, OutboxMail
from tests.factories import MemberFactory
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_WAIT = 60


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def scheduled(tmp_path, done):
    """A queue whose jobs note that they were done."""

    def noting(name):
        return lambda: done.append(name)

    def fail():
        raise ZeroDivisionError

    app = Flask("scheduled")
    app.config["COMMUNITY"] = load_config({"COMMUNITY_INSTANCE": str(tmp_path)})
    jobs.init_app(app, on_demand=[[noting("due")]], every_minute=[fail, noting("minute")], every_hour=[noting("hour")])
    return app


def run_what_is_due(app: Flask, moment: datetime) -> None:
    queue = app.extensions["huey"]
    for task in queue.read_periodic(moment):
        queue.execute(task)


def test_every_minute_delivers_and_does_the_rest_though_one_job_fails(scheduled, done, caplog):
    run_what_is_due(scheduled, datetime(2024, 7, 22, 9, 31))  # noqa: DTZ001  (the queue's own clock is naive)
    assert done == ["due", "minute"]
    assert "ZeroDivisionError" in caplog.text


def test_once_an_hour_the_hourly_jobs_are_done(scheduled, done):
    for minute in range(60):
        run_what_is_due(scheduled, datetime(2024, 7, 22, 9, minute))  # noqa: DTZ001
    assert done.count("hour") == 1
    assert done.count("due") == done.count("minute") == 60


def test_wake_asks_for_what_is_due(scheduled, done):
    queue = scheduled.extensions["huey"]
    with scheduled.app_context():
        jobs.wake()
    queue.execute(queue.dequeue())
    assert done == ["due"]


def test_wake_with_a_broken_queue_is_no_failure(scheduled, monkeypatch, caplog):
    def broken():
        raise OSError("disk full")

    monkeypatch.setitem(scheduled.extensions, "wake", broken)
    with scheduled.app_context():
        jobs.wake()
    assert "disk full" in caplog.text


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
    run_what_is_due(app, datetime(2024, 7, 22, 9, 7))  # noqa: DTZ001
    db.session.rollback()
    assert db.session.get(type(kept), gone) is None
    assert db.session.get(type(kept), stays) is not None


class Sink:
    """A mail server that keeps what it is given and says when it came."""

    def __init__(self) -> None:
        self.recipients: list[str] = []
        self.came = threading.Semaphore(0)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.recipients += envelope.rcpt_tos
        self.came.release()
        return "250 kept"


@pytest.fixture
def sink():
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    handler.port = controller.port
    yield handler
    controller.stop()


@pytest.fixture
def start_worker(app, sink):
    """Start `flask worker` on the database and the queue of the tests."""
    workers = []

    def start():
        config = app.config["COMMUNITY"]
        environment = {
            **os.environ,
            "COMMUNITY_INSTANCE": str(config.instance),
            "COMMUNITY_DATABASE_URL": config.database_url,
            "COMMUNITY_SECRET_KEY": config.secret_key,
            "COMMUNITY_MAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        }
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
        workers.append(subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
        worker.communicate()


@atomic
def write(address):
    emails.send_account_exists(MemberFactory.build(address=address))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_real_worker_delivers_what_waits_and_what_comes_and_ends_when_told(app, start_worker, sink, number):
    app.extensions["huey"].flush()
    write("before@example.org")
    worker = start_worker()
    assert sink.came.acquire(timeout=SECONDS_TO_WAIT)
    write("after@example.org")
    assert sink.came.acquire(timeout=SECONDS_TO_WAIT)
    assert sink.recipients == ["before@example.org", "after@example.org"]
    worker.send_signal(number)
    _, said = worker.communicate(timeout=SECONDS_TO_WAIT)
    assert worker.returncode == 0, said
    assert "example.org" not in said
    db.session.rollback()
    states = db.session.scalars(sa.select(OutboxMail.state).order_by(OutboxMail.created_at)).all()
    # What was being written down when the signal came is written down by the next worker.
    assert states[0] is MailState.SENT
