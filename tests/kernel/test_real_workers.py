"""Real workers, as processes: they deliver, end when they are told, and lose nothing when they are killed."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from community import workers
from community.accounts import emails
from community.db import atomic, db, now
from community.mail import MailState, OutboxMail
from tests.apps import another_app
from tests.factories import MemberFactory
from tests.mailserver import SECONDS_TO_WAIT, StubbornServer
from tests.servers import RedisServer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def server():
    with StubbornServer().running() as server:
        yield server


@pytest.fixture
def redis():
    with RedisServer() as redis:
        yield redis


@pytest.fixture
def start_worker(app, server):
    """Start `flask worker` on the database of the tests."""
    started = []

    def start(**settings):
        config = app.config["COMMUNITY"]
        environment = {
            **os.environ,
            "COMMUNITY_INSTANCE": str(config.instance),
            "COMMUNITY_DATABASE_URL": config.database_url,
            "COMMUNITY_SECRET_KEY": config.secret_key,
            "COMMUNITY_MAIL_URL": f"smtp://127.0.0.1:{server.port}",
            **settings,
        }
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True))
        return started[-1]

    app.extensions["huey"].flush()
    yield start
    for worker in started:
        worker.kill()
        worker.communicate()


@atomic
def write(*addresses):
    for address in addresses:
        emails.send_account_exists(MemberFactory.build(address=address))


def wait_for(condition):
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
        db.session.rollback()


def states():
    db.session.rollback()
    return list(db.session.scalars(sa.select(OutboxMail.state).order_by(OutboxMail.created_at)))


def recipients(server):
    return [mail["To"] for mail in server.kept]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_gives_signs_of_life_and_ends_when_told_with_the_mail_in_hand_delivered(start_worker, server, number):
    write("first@example.org")
    worker = start_worker()
    wait_for(workers.last_sign)
    wait_for(lambda: states() == [MailState.SENT])
    server.hold("RCPT")
    write("in.hand@example.org", "later@example.org")
    assert server.held.acquire(timeout=SECONDS_TO_WAIT)
    worker.send_signal(number)
    server.go_on()
    _, said = worker.communicate(timeout=SECONDS_TO_WAIT)
    assert worker.returncode == 0, said
    assert "example.org" not in said
    in_hand, *after = recipients(server)[1:]
    assert in_hand == "in.hand@example.org"
    # Another one leaves only where the mail in hand had gone before the worker heard that it is to end.
    assert after in ([], ["later@example.org"])
    assert states() == [MailState.SENT, MailState.SENT, MailState.SENT if after else MailState.WAITING]
    assert workers.last_sign() is None


@atomic
def end_leases():
    db.session.execute(sa.update(OutboxMail).where(OutboxMail.state == MailState.WAITING).values(due_at=now()))


@contextmanager
def nobody_else_writes():
    """Hold the mails: who would note something about one has to wait."""
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(sa.select(OutboxMail.id).with_for_update())
        yield


def test_a_worker_that_is_killed_at_any_step_loses_no_mail_and_sends_none_twice_but_for_the_unanswered_end(
    start_worker, server
):
    write("haru@example.org")
    server.hold("RCPT")
    worker = start_worker()
    assert server.held.acquire(timeout=SECONDS_TO_WAIT)
    kill(worker, server)

    server.hold("RCPT")
    worker = start_worker()
    assert server.held.acquire(timeout=SECONDS_TO_WAIT)
    db.session.rollback()
    with nobody_else_writes():
        server.go_on()
        assert server.text_came.acquire(timeout=SECONDS_TO_WAIT)  # all of it, and the end waits for the database
        worker.kill()
        worker.wait()
    kill(worker, server)
    assert server.kept == []

    server.hold("end")
    worker = start_worker()
    assert server.held.acquire(timeout=SECONDS_TO_WAIT)
    kill(worker, server)
    assert (recipients(server), states()) == (["haru@example.org"], [MailState.WAITING])

    start_worker()
    wait_for(lambda: states() == [MailState.SENT])
    first, second = server.kept
    assert first["Message-ID"] == second["Message-ID"]


def kill(worker, server):
    """Kill a worker, and have the next find what it had in hand: nobody waits here until its lease has run out."""
    worker.kill()
    worker.wait()
    server.go_on()
    end_leases()


def test_two_workers_share_the_mails_of_a_redis_queue_which_may_go_and_come_back(app, start_worker, server, redis):
    with another_app(app, QUEUE_URL=redis.url) as other:
        queue = other.extensions["huey"]
        for _ in range(2):
            start_worker(COMMUNITY_QUEUE_URL=redis.url)
        wait_for(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(workers.Worker)) == 2)
        with other.app_context():
            write(*[f"{number}@example.org" for number in range(20)])
        wait_for(lambda: set(states()) == {MailState.SENT})
        assert sorted(recipients(server)) == sorted(f"{number}@example.org" for number in range(20))

        redis.stop()
        with other.app_context():
            write("while.away@example.org")  # what is acknowledged is in the database
        with redis, other.app_context():
            other.extensions["queue_rests_until"] = 0.0
            write("when.back@example.org")
            wait_for(lambda: queue.pending_count() == 0)  # a worker has heard it
            wait_for(lambda: set(states()) == {MailState.SENT})
    assert len(server.kept) == 22
