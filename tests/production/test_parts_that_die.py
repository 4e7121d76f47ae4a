"""Each part of a large installation is killed under load: what was acknowledged stays, and everything recovers."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from community.accounts.addresses import address_index
from community.accounts.models import Member
from community.app import create_app
from community.config import load_config
from community.crypto import sign
from community.db import db
from community.declaration.operations import sync
from community.discussions.models import Topic
from community.endorsements import verification
from community.ledger.keeping import read_kept
from community.ledger.verification import find_faults
from community.mail import MailState, OutboxMail
from community.migrating import upgrade
from tests.apps import disconnect
from tests.conftest import ON_POSTGRESQL
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.killing import require_one_each, require_true_counts, wait_for_worker
from tests.production.crowd import Answer, Crowd
from tests.production.installation import Installation

pytestmark = pytest.mark.skipif(not ON_POSTGRESQL, reason="such an installation has PostgreSQL")
WRITERS = 30
# What goes on while a part is away; of the rest, who tries it waits, or is told to come back.
GOES_ON_WITHOUT = {
    "web 0": ("endorse", "confirm", "sign up", "log in", "post", "read"),
    "worker 0": ("endorse", "confirm", "sign up", "log in", "post", "read"),
    "replica": ("endorse", "confirm", "sign up", "log in", "post", "read"),
    "mail server": ("endorse", "sign up", "log in", "post", "read"),
    "redis": ("read",),
    "worker 1": ("endorse", "confirm", "sign up", "log in", "post", "read"),
    "web 1": ("endorse", "confirm", "sign up", "log in", "post", "read"),
}
KILLED_WITH_A_MAIL_IN_HAND = ("worker 0", "worker 1", "mail server")
OUTAGE = 20  # answers to forms, and pages that are read, while the primary is away


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with Installation(tmp_path) as installation:
        yield installation


@pytest.fixture(autouse=True)
def app(installation: Installation) -> Iterator[Flask]:
    """The application in this process, on the primary: it prepares, and looks afterwards at what is there."""
    app = create_app(load_config(installation.of_machine(0)))
    with app.app_context():
        upgrade()
        sync()
        yield app
        disconnect()


@pytest.fixture
def crowd(app: Flask, installation: Installation) -> Crowd:
    """People who are about to begin."""
    writers = {}
    for member in MemberFactory.create_batch(WRITERS):
        group = GroupFactory()
        MembershipFactory(member=member, group=group)
        writers[member.email] = group.slug
    db.session.rollback()

    def opened(kind: str) -> str:
        with app.app_context():
            return sign("open-form", kind, str(time.monotonic_ns()), time.time() - 60)

    return Crowd(installation, opened, writers)


def test_whatever_dies_nothing_that_was_acknowledged_is_lost_and_everything_recovers(
    installation: Installation, crowd: Crowd
) -> None:
    installation.start_programs()
    with crowd:
        crowd.wait_for_more("the beginning")
        for name, goes_on in GOES_ON_WITHOUT.items():
            installation.parts[name].kill()
            crowd.wait_for_more(f"without {name}", *goes_on)
            installation.parts[name].resume()
            crowd.wait_for_more(f"with {name} again")
        lose_primary(installation, crowd)
    assert crowd.journal.failures == []
    wait_for_worker()
    while crowd.confirm_rest():
        wait_for_worker()
    require_kept(crowd)
    require_mailed(installation, crowd)
    assert [*find_faults(read_kept()), *verification.find_faults()] == []
    # 409: who confirms again, because the first answer was lost, is told that it is done.
    assert {answer.status for answer in crowd.journal.answers} <= {200, 303, 409, 503}
    assert "Traceback" not in installation.logs()


def lose_primary(installation: Installation, crowd: Crowd) -> None:
    """While it is away, visitors read on, and whoever sends something is told at once when to come back."""
    installation.primary.kill()
    gone_at = time.monotonic()

    def answers(method: str) -> list[Answer]:
        return [one for one in crowd.journal.answers if one.method == method and one.asked_at > gone_at]

    def read_on() -> list[Answer]:
        return [one for one in answers("GET") if one.status == 200]

    crowd.wait_for(lambda: min(len(answers("POST")), len(read_on())) >= OUTAGE, "without the primary")
    assert installation.reads_of_replica() > 0
    came_back_at = time.monotonic()
    installation.primary.resume()
    for answer in answers("POST"):
        assert answer.says_when_to_come_back or answer.answered_at > came_back_at, answer
    crowd.wait_for_more("with the primary again")


def require_kept(crowd: Crowd) -> None:
    """What was acknowledged is in the database exactly once, and counts."""
    done = crowd.journal.done
    visitors = done["endorse"]
    require_one_each(visitors)
    require_true_counts(visitors)
    assert len(set(done["sign up"])) == len(done["sign up"])
    for address in done["sign up"]:
        members = db.session.scalars(sa.select(Member).where(Member.email_index == address_index(address))).all()
        assert [member.confirmed_at is not None for member in members] == [True], address
    titles = sorted(topic.title for topic in db.session.scalars(sa.select(Topic)))
    assert len(set(titles)) == len(titles)
    assert set(done["post"]) <= set(titles) <= set(crowd.journal.tried)


def require_mailed(installation: Installation, crowd: Crowd) -> None:
    """Everybody got their mail; a second time only what was at the mail server when it or its worker was killed."""
    unsent = sa.select(sa.func.count()).select_from(OutboxMail).where(OutboxMail.state != MailState.SENT)
    assert db.session.scalar(unsent) == 0
    mail, done = installation.mail, crowd.journal.done
    assert set(done["endorse"]) | set(done["sign up"]) <= mail.recipients
    again = [identity for identity, times in mail.came.items() if times > 1]
    assert len(again) <= len(KILLED_WITH_A_MAIL_IN_HAND)
    assert max(mail.came.values()) <= 2
