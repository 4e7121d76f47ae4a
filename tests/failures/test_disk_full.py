"""A full disk: what cannot be kept is not acknowledged, what is there can be read, and space is all that it takes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import ON_POSTGRESQL
from tests.failures.asking import Answer, Asker
from tests.failures.small_disk import SmallDisk, small_disk
from tests.journeys.running import RunningSite
from tests.servers import PostgresServer

MEGABYTES = 512  # more than what a site that is ready must have left
SECONDS_TO_WAIT = 200
MOST_TRIES = 3_000  # a database has some room of its own left; sooner or later it needs the disk
STRANGERS = {"COMMUNITY_LIMITS": "off", "COMMUNITY_FLOOD": "1000000"}


@pytest.fixture(autouse=True)
def app() -> None:
    """No application in this process: the site runs as its users run it."""


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    """Where the site keeps what must not be lost."""
    with small_disk(MEGABYTES) as disk:
        yield disk


@pytest.fixture
def site(tmp_path: Path, disk: SmallDisk) -> Iterator[RunningSite]:
    """The site with its database on the small disk."""
    with database_on(disk) as url:
        # A server of databases has a disk of its own; the instance keeps the queue, for one.
        instance = tmp_path if ON_POSTGRESQL else disk.folder
        site = RunningSite(tmp_path, url, COMMUNITY_INSTANCE=str(instance / "instance"), **STRANGERS)
        site.start()
        yield site
        assert site.end() == 0


def test_nothing_is_acknowledged_that_the_disk_did_not_take(site: RunningSite, disk: SmallDisk) -> None:
    visitor = Asker(site.url)
    assert visitor.endorse("early@example.org").status == 303
    disk.fill()
    refused, kept = endorse_until_refused(visitor)
    assert refused.status == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert [visitor.get(path).status for path in ("/en", "/ko/declaration", "/en/endorsements")] == [200] * 3
    disk.empty()
    end_waiting(site)
    assert visitor.endorse("late@example.org").status == 303
    wait_for_endorsements(site, kept + 2)
    assert "@example.org" not in site.said()


def endorse_until_refused(visitor: Asker) -> tuple[Answer, int]:
    """Send endorsements until the first that is not taken; returns that answer, and how many were taken before it."""
    for number in range(MOST_TRIES):
        answer = visitor.endorse(f"visitor-{number}@example.org")
        if answer.status != 303:
            return answer, number
    raise AssertionError("The disk was never full.")


def end_waiting(site: RunningSite) -> None:
    """Have the worker try again at once what it could not do, and not in half a minute."""
    engine = sa.create_engine(site.database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE errand SET due_at = created_at"))
    engine.dispose()


def wait_for_endorsements(site: RunningSite, number: int) -> None:
    """Wait until the worker has written down all that were taken, and no other."""
    engine = sa.create_engine(site.database_url)
    deadline = time.monotonic() + SECONDS_TO_WAIT
    waiting, written = -1, -1
    while (waiting, written) != (0, number) and time.monotonic() < deadline:
        time.sleep(0.1)
        with engine.connect() as connection:
            waiting = connection.scalar(sa.text("SELECT count(*) FROM errand")) or 0
            written = connection.scalar(sa.text("SELECT count(*) FROM endorsement")) or 0
    engine.dispose()
    assert (waiting, written) == (0, number)


@contextmanager
def database_on(disk: SmallDisk) -> Iterator[str]:
    """The address of an empty database that has its place on this disk."""
    if not ON_POSTGRESQL:
        yield f"sqlite:///{disk.folder / 'ripples.sqlite'}"
        return
    with PostgresServer(disk.folder) as server:
        yield server.create_database("ripples")
