"""The sealer is killed at every one of its calls to the database, and at random moments: the count stays true."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from community.accounts.addresses import address_index
from community.app import create_app
from community.config import load_config
from community.db import atomic, db
from community.declaration.operations import sync
from community.declaration.queries import get_current_version_id
from community.endorsements.models import Endorsement, Shown
from community.endorsements.operations import count_in
from community.endorsements.queries import count_endorsers
from community.endorsements.verification import find_faults as faults_of_count
from community.ledger.models import LedgerEntry, LedgerHead, WaitingEntry
from community.ledger.operations import seal_all, sign_checkpoint
from community.ledger.verification import find_faults as faults_of_ledger
from community.migrating import upgrade
from tests.apps import disconnect
from tests.conftest import settings

HOUSE = Path(__file__).parent.parent.parent
ENDORSERS = 160
CALLS = 40  # more than a batch and its checkpoint take
EVERY = 8  # deaths, everything is computed anew; harm stays, so that none is missed in between
MOMENTS = 4  # at which it is killed from outside


class Sealer:
    """The program in tests/ledger/mortal_sealer.py."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.mortal_sealer"],
            cwd=HOUSE,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def order(self, words: str, kill_after: float | None = None) -> str:
        """Have it seal; returns how that ended. kill_after: seconds until it is killed from outside."""
        self._process.stdin.write(words + "\n")
        self._process.stdin.flush()
        child = int(self._process.stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):  # it had nothing left to do
                os.kill(child, signal.SIGKILL)
        return self._process.stdout.readline().strip()

    def end(self) -> None:
        """No more orders."""
        self._process.communicate(timeout=60)


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    return settings(tmp_path)


@pytest.fixture
def site(environment) -> Iterator[Flask]:
    """An application with a database of its own, durable as in production, where endorsements wait to be sealed."""
    app = create_app(load_config(environment))
    with app.app_context():
        upgrade()
        sync()
        _endorse()
        yield app
        disconnect()


@pytest.fixture
def sealer(environment, site) -> Iterator[Sealer]:
    sealer = Sealer(environment)
    yield sealer
    sealer.end()


@atomic
def _endorse() -> None:
    version = get_current_version_id()
    for number in range(ENDORSERS):
        address = f"endorser{number}@example.org"
        one = Endorsement(version_id=version, shown=Shown.COUNTED, language="ko", country="KR", taken_on=number % 128)
        one.email, one.email_index = address, address_index(address)
        count_in(one)
        db.session.add(one)


def number_of(model: type) -> int:
    db.session.rollback()
    return db.session.scalars(sa.select(sa.func.count()).select_from(model)).one()


@atomic
def wait_for_the_dead() -> None:
    """Let PostgreSQL come to the end of what a killed one asked of it last: whoever seals holds the head."""
    db.session.scalars(sa.select(LedgerHead).with_for_update()).all()


def require_truth() -> None:
    """What is sealed, what waits and what is counted fit together, at this moment."""
    wait_for_the_dead()
    assert [*faults_of_ledger(), *faults_of_count()] == []
    assert number_of(LedgerEntry) + number_of(WaitingEntry) == ENDORSERS
    assert count_endorsers() == number_of(LedgerEntry)


def test_a_sealer_that_is_killed_at_any_call_leaves_the_truth(site, sealer):
    before = number_of(WaitingEntry)
    for calls in range(1, CALLS):
        assert sealer.order(f"die {calls}") == "killed"
        if not calls % EVERY:
            require_truth()
    assert 0 < number_of(WaitingEntry) < before  # it got somewhere, and had not come to the end
    draw = random.Random(5)  # noqa: S311  (when it dies)
    for _ in range(MOMENTS):
        sealer.order("live", kill_after=draw.uniform(0, 0.15))
    require_truth()
    assert sealer.order("live") == "ended 0"
    require_truth()
    assert number_of(WaitingEntry) == 0
    seal_all()
    sign_checkpoint()
    require_truth()
    assert count_endorsers() == ENDORSERS
