"""Whoever steals the database reads no address and no mail: canaries are planted and the raw bytes are searched."""

import logging
import secrets
import smtplib
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from community.accounts.operations import request_password_reset, sign_up
from community.crypto import SEALED, KeyRing, key_ring
from community.db import Model, atomic, db
from community.delivery import deliver_due
from community.errands import run_due_errands
from community.mail import OutboxMail
from community.members.models import Belonging, Profile
from community.rotation import rotate
from tests.carrying import carry_through
from tests.factories import MemberFactory
from tests.files import bytes_of
from tests.kernel.canaries import OPEN, plant
from tests.servers import find_postgres

log = logging.getLogger(__name__)
pytestmark = pytest.mark.usefixtures("keys_as_before")

LOCAL, DOMAIN = "canary-of-the-address", "canary-of-the-domain.org"
ADDRESS = f"{LOCAL}@{DOMAIN}"
CONTROL = "canary-in-the-open"


class Thief:
    """What somebody gets who steals the database: its files with their log, a backup, and a dump as text."""

    def __init__(self, app) -> None:
        self._instance = Path(app.config["COMMUNITY"].instance)
        self._on_sqlite = db.engine.dialect.name == "sqlite"
        self._first_log = "" if self._on_sqlite else self._current_log()[1]

    def steal(self) -> list[bytes]:
        """Everything, in lower case."""
        db.session.rollback()
        queue = [bytes_of(self._instance.glob("queue.sqlite*"))]
        database = self._from_sqlite() if self._on_sqlite else self._from_postgresql()
        return [part.lower() for part in (*queue, *database)]

    def _from_sqlite(self) -> Iterator[bytes]:
        path = Path(db.engine.url.database)
        yield bytes_of(path.parent.glob(f"{path.name}*"))
        backup = path.with_name("backup.sqlite")
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(backup)) as target:
            source.backup(target)
            yield "\n".join(source.iterdump()).encode()
        yield backup.read_bytes()
        backup.unlink()

    def _from_postgresql(self) -> Iterator[bytes]:
        url = db.engine.url
        program = find_postgres() / "pg_dump"
        where = ["-h", url.host, "-p", str(url.port), "-U", url.username, url.database]
        for form in (["--inserts"], ["--format=custom", "--compress=0"]):
            yield subprocess.run([program, *form, *where], capture_output=True, check=True).stdout
        folder, last = self._current_log()
        # Other files hold what earlier tests wrote, or wait to be written.
        yield b"".join(file.read_bytes() for file in folder.iterdir() if self._first_log <= file.name <= last)

    def _current_log(self) -> tuple[Path, str]:
        with db.engine.connect() as database:
            name = database.scalar(sa.text("SELECT pg_walfile_name(pg_current_wal_insert_lsn())"))
            return Path(database.scalar(sa.text("SHOW data_directory"))) / "pg_wal", name


@pytest.fixture
def stored(app):
    return Thief(app).steal


def holds(parts: list[bytes], text: str) -> bool:
    return holders(parts, text) > 0


def holders(parts: list[bytes], text: str) -> int:
    """How many parts hold a text, as it is or as the digits in which SQL writes bytes."""
    forms = (text.lower().encode(), text.encode().hex().encode())
    return sum(any(form in part for form in forms) for part in parts)


@pytest.mark.parametrize("column", ["display_name", "email_index"])
def test_control_what_is_stored_in_the_open_is_found(stored, column):
    # More than one, as PostgreSQL's log may break a text at the end of a page.
    texts = [f"{CONTROL}-{secrets.token_hex(4)}" for _ in range(3)]
    for text in texts:
        MemberFactory(**{column: text if column == "display_name" else text.encode()})
    parts = stored()
    assert max(holders(parts, text) for text in texts) == 3  # the files, the backup, the dump


def test_control_a_field_that_is_not_sealed_is_found(stored, monkeypatch):
    seal = KeyRing.seal
    mark = secrets.token_hex(4)

    def seal_little(ring, plain, place):
        return plain.encode() if mark in plain else seal(ring, plain, place)

    monkeypatch.setattr(KeyRing, "seal", seal_little)
    canaries = [canary for canary in plant(mark).values() if mark in canary]
    parts = stored()
    assert len(canaries) > 8
    assert [canary for canary in canaries if not holds(parts, canary)] == []


def test_nothing_that_is_sealed_stands_anywhere_in_the_open(stored):
    """Of every sealed field there is; before a rotation of the keys and after it."""
    canaries = plant(secrets.token_hex(4))
    assert set(canaries) == {field for field in SEALED if issubclass(field.model, Model)}
    for _time in range(2):
        parts = stored()
        assert holds(parts, OPEN)
        assert [canary for canary in canaries.values() if holds(parts, canary)] == []
        rotate(lambda sentence: None, wait=lambda seconds: key_ring().reload())
        db.session.rollback()


def test_no_key_stands_anywhere(stored):
    MemberFactory(display_name=CONTROL)
    rotate(lambda sentence: None, wait=lambda seconds: key_ring().reload())
    keys = key_ring().keys()
    parts = stored()
    for key in (keys.current.sealing, keys.current.indexing, keys.marking):
        assert not any(key.lower() in part or key.hex().encode() in part for part in parts)
    assert any(keys.current.key_id.hex().encode() in part for part in parts)


def test_an_address_is_nowhere_in_the_database(stored):
    sign_up(email=ADDRESS, password="four words that fit", display_name=CONTROL, language="en")
    member = MemberFactory(address=f"second-{ADDRESS}")
    sign_up(email=member.email, password="four words that fit", display_name="x", language="ko")
    request_password_reset(email=member.email)
    for done in (0, 3):  # while the worker has still to look at it, and afterwards
        assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMail)) == done
        parts = stored()
        assert not holds(parts, LOCAL)
        assert not holds(parts, DOMAIN)
        run_due_errands()
    assert holds(parts, CONTROL)


def test_a_mail_that_waits_or_has_left_tells_nothing(stored, app):
    sign_up(email=ADDRESS, password="four words that fit", display_name=CONTROL, language="en")
    assert run_due_errands() == 1
    (waiting,) = db.session.scalars(sa.select(OutboxMail))
    link = waiting.text.split("/confirm/")[1].split()[0]
    assert not holds(stored(), link)
    assert deliver_due() == 1
    db.session.rollback()
    assert (waiting.recipient_sealed, waiting.text_sealed, waiting.html_sealed) == (None, None, None)
    assert not holds(stored(), link)


def test_belonging_is_nowhere_in_the_database(stored):
    member = MemberFactory(display_name=CONTROL)

    @atomic
    def belong():
        profile = Profile(member_id=member.id)
        profile.belonging = Belonging.DEFECTOR_COMMUNITY
        db.session.add(profile)

    belong()
    parts = stored()
    assert holds(parts, CONTROL)
    assert not holds(parts, Belonging.DEFECTOR_COMMUNITY)


def test_nothing_of_an_address_is_logged(caplog, monkeypatch):
    caplog.set_level("DEBUG")

    def refuse(message):
        raise smtplib.SMTPRecipientsRefused({ADDRESS: (550, f"no such user {ADDRESS}".encode())})

    carry_through(monkeypatch, refuse)
    sign_up(email=ADDRESS, password="four words that fit", display_name=CONTROL, language="en")
    request_password_reset(email=ADDRESS)
    assert run_due_errands() == 2
    assert deliver_due() == 0
    plant("logs")
    rotate(log.info, wait=lambda seconds: key_ring().reload())
    assert "SMTPRecipientsRefused" in caplog.text
    assert "New keys are in use" in caplog.text
    assert "canary.example" not in caplog.text
    assert LOCAL not in caplog.text
    assert DOMAIN not in caplog.text
