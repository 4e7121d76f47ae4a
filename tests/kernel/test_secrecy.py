"""Whoever steals the database reads no address and no mail: canaries are planted and the raw bytes are searched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from community import mail
from community.accounts.operations import request_password_reset, sign_up
from community.db import Model, atomic, db
from community.errands import run_due_errands
from community.mail import OutboxMail, deliver_due
from community.members.models import Belonging, Profile
from tests.factories import MemberFactory

LOCAL, DOMAIN = "canary-of-the-address", "canary-of-the-domain.org"
ADDRESS = f"{LOCAL}@{DOMAIN}"
CONTROL = "canary-in-the-open"


def everything_stored(app) -> Iterator[bytes]:
    """The database as a thief has it: files of SQLite with their WAL, every column of PostgreSQL."""
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        path = Path(db.engine.url.database)
        yield from (file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
        yield from (file.read_bytes() for file in Path(app.config["COMMUNITY"].instance).glob("queue.sqlite*"))
        return
    for table in Model.metadata.sorted_tables:
        columns = [sa.cast(column, sa.Text) for column in table.columns]
        for row in db.session.execute(sa.select(*columns)):
            # A binary column reads as hexadecimal digits.
            yield " ".join(str(value) for value in row).encode()
            yield b" ".join(bytes.fromhex(value[2:]) for value in row if str(value).startswith("\\x"))


@pytest.fixture
def stored(app):
    return lambda: [part.lower() for part in everything_stored(app)]


def holds(parts: list[bytes], text: str) -> bool:
    return any(text.lower().encode() in part for part in parts)


def test_control_what_is_stored_in_the_open_is_found(stored):
    MemberFactory(display_name=CONTROL, email_index=CONTROL.encode())
    assert holds(stored(), CONTROL)


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
        profile = Profile(member_id=member.id, languages=[], links=[])
        profile.belonging = Belonging.DEFECTOR_COMMUNITY
        db.session.add(profile)

    belong()
    parts = stored()
    assert holds(parts, CONTROL)
    assert not holds(parts, Belonging.DEFECTOR_COMMUNITY)


def test_nothing_of_an_address_is_logged(caplog, monkeypatch):
    caplog.set_level("DEBUG")

    def refuse(message, *rest):
        raise mail.smtplib.SMTPRecipientsRefused({ADDRESS: (550, f"no such user {ADDRESS}".encode())})

    monkeypatch.setattr(mail, "_put_into_mailbox", refuse)
    sign_up(email=ADDRESS, password="four words that fit", display_name=CONTROL, language="en")
    request_password_reset(email=ADDRESS)
    assert run_due_errands() == 2
    assert deliver_due() == 0
    assert "SMTPRecipientsRefused" in caplog.text
    assert LOCAL not in caplog.text
    assert DOMAIN not in caplog.text
