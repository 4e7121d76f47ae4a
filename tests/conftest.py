"""One application and one empty database per worker; every test begins with nothing but the declaration."""

import functools
import gc
import os
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask
from xdist.scheduler import LoadScopeScheduling

from community.app import create_app
from community.config import load_config
from community.db import Model, db
from community.declaration.operations import sync
from community.endorsements.operations import tallying
from community.errands import run_due_errands
from community.ledger.keeping import kept_file
from community.ledger.operations import seal_all
from community.mail import MailState, OutboxMail
from community.migrating import upgrade
from community.notifications.operations import mail_due
from tests.apps import disconnect
from tests.pages import KNOWN_SECRET, PageClient
from tests.servers import PostgresServer

ON_POSTGRESQL = os.environ.get("COMMUNITY_TEST_DATABASE") == "postgresql"
SERVER = "RIPPLES_TEST_SERVER"
KEPT = {"declaration_version", "help_kind"}
SECONDS_TO_MEET = 60  # for threads that wait for each other, on a machine that does much else
# No database has a say in these: on the second one they would only say the same again.
collect_ignore = [
    *(f"kernel/test_{name}.py" for name in ("config", "discretion", "forms", "i18n")),
    *(f"laws/test_{name}.py" for name in ("catalogues", "commit", "headers", "imports", "pages", "third_parties")),
    *(f"laws/test_{name}.py" for name in ("tree", "urls")),
    *(f"web/test_{name}.py" for name in ("client", "contrast", "drawings", "headers", "links", "templating")),
    "accounts/test_guessing.py",
    "deploy",
] * ON_POSTGRESQL

# How quickly a machine draws values and goes through them says nothing of what is tested. The application of a worker
# is the same for all that is drawn.
hypothesis.settings.register_profile(
    "untimed",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("untimed")

_server: PostgresServer | None = None


def pytest_configure(config: pytest.Config) -> None:
    """Start one PostgreSQL for all workers, where the run asks for it."""
    global _server  # noqa: PLW0603
    if ON_POSTGRESQL and not hasattr(config, "workerinput"):
        _server = PostgresServer().start()
        os.environ[SERVER] = str(_server.port)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the server that this process started."""
    if _server is not None:
        _server.stop()


class _ByLanguage(LoadScopeScheduling):
    """The journeys in one language share a site, so they stay on one worker; every other test goes where there is room.

    The groups that xdist offers for this do nothing under pytest 9.2 (pytest-dev/pytest-xdist#1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        journey = re.match(r"tests/journeys/.*\[(en|ko)-", nodeid)
        return journey[1] if journey else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Distribute the tests over the workers."""
    return _ByLanguage(config, log)


def new_database_url(folder: Any) -> str:
    """The address of a new, empty database of the kind that this run is about."""
    if not ON_POSTGRESQL:
        return f"sqlite:///{folder / 'test.sqlite'}"
    name = f"test_{secrets.token_hex(6)}"
    port = os.environ[SERVER]
    administration = sa.create_engine(
        f"postgresql+psycopg://{PostgresServer.user}@127.0.0.1:{port}/postgres", isolation_level="AUTOCOMMIT"
    )
    with administration.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    administration.dispose()
    return f"postgresql+psycopg://{PostgresServer.user}@127.0.0.1:{port}/{name}"


def settings(folder: Any, **more: str) -> dict[str, str]:
    """The environment of an application under test."""
    return {
        "COMMUNITY_INSTANCE": str(folder),
        "COMMUNITY_DATABASE_URL": new_database_url(folder),
        "COMMUNITY_SECRET_KEY": "a secret of the tests, long enough to be one",
        "COMMUNITY_URL": "http://localhost",
        "COMMUNITY_LIMITS": "off",
        # What a test has written is to be seen by the next line of it.
        "COMMUNITY_CACHE_URL": "off",
        # Hashing is slow on purpose, and the suite logs in all day.
        "COMMUNITY_ARGON2_TIME": "1",
        "COMMUNITY_ARGON2_MEMORY": "1",
    } | more


@pytest.fixture(scope="session")
def the_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application, its database migrated to the newest revision."""
    app = create_app(load_config(settings(tmp_path_factory.mktemp("instance"))))
    app.testing = True
    with app.app_context():
        upgrade()
        if not ON_POSTGRESQL:
            _be_quick_rather_than_durable(db.engine)
        sync()
        _empty()
    # What is there by now stays: to look for garbage among it would take a part of a second, again and again.
    gc.collect()
    gc.freeze()
    yield app
    with app.app_context():
        disconnect()


@pytest.fixture(autouse=True)
def app(the_app: Flask) -> Iterator[Flask]:
    """The application with its context; afterwards the database and the mailbox are empty again."""
    with the_app.app_context():
        yield the_app
        db.session.rollback()
        _empty()
        kept_file().unlink(missing_ok=True)
        for mail in (the_app.config["COMMUNITY"].instance / "mailbox").glob("*"):
            mail.unlink()


@pytest.fixture(autouse=True)
def figures_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Public figures about people follow their counts as soon as they ever may, and not some day at random."""
    monkeypatch.setattr(tallying, "_is_time", lambda entries: True)
    monkeypatch.setattr(tallying, "_draw", lambda below: 0)


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser without script that checks every page it is given."""
    return PageClient(app, KNOWN_SECRET)


@pytest.fixture
def new_client(app: Flask) -> Callable[[], PageClient]:
    """Another browser, with its own cookies."""
    return lambda: PageClient(app)


@pytest.fixture
def outbox(app: Flask) -> Callable[[], list[OutboxMail]]:
    """The mails that wait to be delivered, oldest first, once the worker has done what was left to it."""

    def mails() -> list[OutboxMail]:
        while run_due_errands() or mail_due():
            pass
        seal_all()
        waiting = sa.select(OutboxMail).where(OutboxMail.state == MailState.WAITING)
        return list(db.session.scalars(waiting.order_by(OutboxMail.created_at)))

    return mails


@pytest.fixture
def race(app: Flask) -> Callable[..., list[Any]]:
    """Run functions at the same moment, each in its own thread, session and connection.

    Returns for each what it returned, or the exception that it raised.
    """

    def run(*functions: Callable[[], Any]) -> list[Any]:
        barrier = threading.Barrier(len(functions), timeout=SECONDS_TO_MEET)
        results: list[Any] = [None] * len(functions)

        def call(number: int, function: Callable[[], Any]) -> None:
            with app.app_context():
                barrier.wait()
                try:
                    results[number] = function()
                except Exception as error:
                    results[number] = error

        db.session.rollback()  # the test's own transaction must not stand in the way
        threads = [threading.Thread(target=call, args=pair) for pair in enumerate(functions)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    return run


def _be_quick_rather_than_durable(engine: sa.Engine) -> None:
    @sa.event.listens_for(engine, "connect")
    def relax(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    engine.dispose()


def _empty() -> None:
    # Most tables are empty after most tests: which are not is asked once.
    filled = set(db.session.scalars(_filled_tables()))
    for table in reversed(Model.metadata.sorted_tables):
        if table.name in filled:
            db.session.execute(sa.delete(table))
    db.session.commit()


@functools.cache
def _filled_tables() -> sa.CompoundSelect[Any]:
    tables = [table for table in Model.metadata.sorted_tables if table.name not in KEPT]
    return sa.union_all(*(sa.select(sa.literal(t.name)).where(sa.exists().select_from(t)) for t in tables))
