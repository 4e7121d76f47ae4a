"""Visitors read from a replica, whoever might notice it from the primary; what dies is done without."""

import functools
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask, request
from flask.testing import FlaskClient

from community import db as kernel_db
from community import replicas
from community.app import create_app
from community.config import load_config
from community.counters import AttemptCount
from community.db import at_once, atomic, db, now
from community.migrating import upgrade
from tests.apps import disconnect
from tests.conftest import ON_POSTGRESQL, settings
from tests.servers import PostgresServer

pytestmark = pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has no replicas")
SECONDS_TO_WAIT = 60
COUNT = sa.select(sa.func.count()).select_from(AttemptCount)


def where() -> str:
    """Which of the two is read from."""
    return "replica" if db.session.scalar(sa.text("SELECT pg_is_in_recovery()")) else "primary"


def after_an_operation() -> str:
    before = where()
    atomic(where)()
    return f"{before} {where()}"


def dying() -> str:
    """On the replica, end the connection in the midst of the request."""
    db.session.execute(sa.text("SELECT CASE WHEN pg_is_in_recovery() THEN pg_terminate_backend(pg_backend_pid()) END"))
    return where()


def broken_off() -> str:
    """When everything is done, the connection breaks."""
    found = where()
    at_once(sa.select(sa.func.pg_terminate_backend(db.session.scalar(sa.func.pg_backend_pid()))), writes=False)
    return found


def straying() -> str:
    """Something that no view may do: it writes outside an operation."""
    db.session.execute(sa.delete(AttemptCount))
    return where()


writing = atomic(straying)


def asking() -> str:
    return str(db.session.scalar(sa.text(request.args["what"])))


VIEWS = {
    "/where": where,
    "/where/<token>": lambda token: where(),
    "/after-an-operation": after_an_operation,
    "/dying": dying,
    "/broken-off": broken_off,
    "/writing": writing,
    "/straying": straying,
    "/asking": asking,
    "/count": lambda: str(db.session.scalar(COUNT)),
}


@pytest.fixture(scope="module")
def primary() -> Iterator[PostgresServer]:
    with PostgresServer(durable=True) as server:  # or the replica would not be told at once
        yield server


@pytest.fixture(scope="module")
def follower(primary: PostgresServer) -> Iterator[PostgresServer]:
    primary.create_database("ripples")
    server = primary.replica()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def site(primary, follower, tmp_path_factory) -> Iterator[Flask]:
    """The application on both, with views of these tests."""
    urls = {"COMMUNITY_DATABASE_URL": primary.url("ripples"), "COMMUNITY_REPLICA_URL": follower.url("ripples")}
    app = create_app(load_config(settings(tmp_path_factory.mktemp("instance")) | urls))
    for rule, view in VIEWS.items():
        app.add_url_rule(f"/en{rule}", rule, view, methods=["GET", "POST"])
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        disconnect()


@pytest.fixture(autouse=True)
def app(site: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application; however slow this machine is, it waits for what it wants to know of its replica."""
    monkeypatch.setattr(replicas, "MOST_WAITING", SECONDS_TO_WAIT)
    return site


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def member(app: Flask) -> FlaskClient:
    """Somebody with a session: a member, or a visitor who has just opened a form."""
    client = app.test_client()
    client.set_cookie("session", "whatever it is")
    return client


def answer(client: FlaskClient, path: str, **options: str) -> tuple[int, str]:
    """What is answered to somebody who comes first after a night in which nobody asked for anything."""
    client.application.extensions["replica"].doubt()
    response = client.open(f"/en{path}", **options)
    return response.status_code, response.text


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def wait_for_replica(visitor: FlaskClient) -> None:
    wait_until(lambda: answer(visitor, "/where") == (200, "replica"))


@contextmanager
def lagging(follower: PostgresServer) -> Iterator[None]:
    """The replica receives what is written, and does not show it."""
    engine = sa.create_engine(follower.url("ripples"), poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_wal_replay_pause()"))
        wait_until(lambda: connection.scalar(sa.text("SELECT pg_get_wal_replay_pause_state()")) == "paused")
        try:
            yield
        finally:
            connection.execute(sa.text("SELECT pg_wal_replay_resume()"))


def add_one(app: Flask) -> None:
    with app.app_context():
        at_once(sa.insert(AttemptCount).values(key=uuid.uuid4().hex, attempts=1, expires_at=now()))


def test_visitors_read_from_the_replica(visitor):
    wait_for_replica(visitor)
    assert answer(visitor, "/asking?what=SELECT pg_is_in_recovery()") == (200, "True")
    visitor.set_cookie("language", "ko")
    assert answer(visitor, "/where") == (200, "replica")


def test_a_page_of_the_site_is_read_from_the_replica_alone(app, visitor):
    wait_for_replica(visitor)
    asked = []
    with app.app_context():
        engines = db.engines
    notes = {name: functools.partial(lambda name, *_: asked.append(name), name) for name in engines}
    for name, note in notes.items():
        sa.event.listen(engines[name], "before_cursor_execute", note)
    page = visitor.get("/en/endorsements")
    for name, note in notes.items():
        sa.event.remove(engines[name], "before_cursor_execute", note)
    assert page.status_code == 200
    assert set(asked) == {"replica"}


def test_whoever_might_notice_reads_from_the_primary(app, visitor, member):
    wait_for_replica(visitor)
    assert answer(member, "/where") == (200, "primary")
    assert answer(visitor, "/where", method="POST") == (200, "primary")
    assert answer(visitor, "/where/a-token-that-was-mailed") == (200, "primary")
    assert answer(visitor, "/after-an-operation") == (200, "replica primary")
    with app.app_context():
        assert where() == "primary"  # the worker and commands


def test_what_somebody_did_they_see_at_once_and_visitors_as_soon_as_the_replica_has_it(app, visitor, member, follower):
    wait_for_replica(visitor)
    before = int(member.get("/en/count").text)
    with lagging(follower):
        add_one(app)
        assert member.get("/en/count").text == f"{before + 1}"
        assert visitor.get("/en/count").text == f"{before}"  # the control: the replica is behind, and not looked at yet
        assert answer(visitor, "/count") == (200, f"{before + 1}")
        assert answer(visitor, "/where") == (200, "primary")
    wait_for_replica(visitor)
    assert answer(visitor, "/count") == (200, f"{before + 1}")


def test_a_replica_whose_primary_writes_nothing_is_not_behind(app, visitor):
    wait_for_replica(visitor)
    assert [answer(visitor, "/where") for _ in range(3)] == [(200, "replica")] * 3


def test_a_server_that_follows_nobody_is_no_replica(primary):
    url = primary.url("ripples")
    assert not replicas.Replica(url, url).is_sound()


def test_looks_are_far_between(app, visitor, monkeypatch):
    wait_for_replica(visitor)
    looks = []
    monkeypatch.setattr(replicas.Replica, "_follows", lambda *_: looks.append(1) or True)
    app.extensions["replica"].doubt()
    assert [visitor.get("/en/where").text for _ in range(5)] == ["replica"] * 5
    assert len(looks) == 1


def test_a_request_that_loses_the_replica_begins_anew_on_the_primary(visitor):
    wait_for_replica(visitor)
    assert answer(visitor, "/dying") == (200, "primary")
    assert visitor.get("/en/where").text == "replica"  # which was looked at, and is well


def test_what_only_reads_is_told_to_whoever_would_write_on_it_as_a_server_that_is_away(visitor):
    """So answers a primary that has become a replica, and each connection of a request outside an operation."""
    wait_for_replica(visitor)
    response = visitor.get("/en/straying")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "15")


def test_what_was_done_when_the_connection_broke_is_answered(member):
    assert answer(member, "/broken-off", method="POST") == (200, "primary")
    assert answer(member, "/where") == (200, "primary")


def test_without_the_replica_everything_goes_on(visitor, member, follower):
    wait_for_replica(visitor)
    follower.kill()
    assert visitor.get("/en/where").text == "primary"
    assert answer(visitor, "/where") == answer(member, "/where") == (200, "primary")
    follower.resume()
    wait_for_replica(visitor)


def test_without_the_primary_visitors_read_on_and_others_are_told_when_to_come_back(app, visitor, member, primary):
    wait_for_replica(visitor)
    primary.kill()
    assert answer(visitor, "/where") == (200, "replica")
    for answered in (member.get("/en/where"), visitor.post("/en/where"), visitor.get("/en/where/token")):
        assert (answered.status_code, answered.headers["Retry-After"]) == (503, "15")
        assert "Set-Cookie" not in answered.headers
    primary.resume()
    assert answer(member, "/where") == (200, "primary")
    add_one(app)
    wait_for_replica(visitor)


@pytest.mark.parametrize("limit", ["statement_timeout", "lock_timeout"])
def test_what_takes_too_long_is_given_up_within_a_request_alone(app, visitor, monkeypatch, limit):
    monkeypatch.setattr(kernel_db, "LIMITS_OF_REQUESTS", f"-c {limit}=50ms")
    with app.app_context():
        engine = db.engine
    engine.dispose()
    with engine.connect() as worker:
        assert worker.scalar(sa.text(f"SHOW {limit}")) == "0"
        worker.execute(sa.text("LOCK TABLE attempt_count"))
        response = visitor.post("/en/writing")
    engine.dispose()
    assert (response.status_code, response.headers["Retry-After"]) == (503, "15")
