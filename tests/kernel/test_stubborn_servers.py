"""Mail servers that hang, drip, break off and forget their manners: no mail is lost, and none leaves twice."""

import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa

from community import transmission
from community.accounts import emails
from community.db import atomic, db, now
from community.delivery import deliver_due
from community.mail import MailState, OutboxMail
from tests.factories import MemberFactory
from tests.mailserver import SECONDS_TO_WAIT, StubbornServer

A_MOMENT = 1.0  # seconds: for what never comes, or comes at once


@pytest.fixture
def server(app, monkeypatch):
    with StubbornServer().running() as server:
        config = replace(app.config["COMMUNITY"], mail_url=f"smtp://127.0.0.1:{server.port}")
        monkeypatch.setitem(app.config, "COMMUNITY", config)
        yield server


@atomic
def write(address="haru@example.org"):
    emails.send_account_exists(MemberFactory.build(address=address))


def kept_mails():
    """Of each mail its state and how often it was tried, in the order of writing."""
    db.session.rollback()
    columns = sa.select(OutboxMail.state, OutboxMail.attempts)
    return [tuple(row) for row in db.session.execute(columns.order_by(OutboxMail.created_at))]


@atomic
def make_due():
    db.session.execute(sa.update(OutboxMail).where(OutboxMail.state == MailState.WAITING).values(due_at=now()))


def delivered_while(server, monkeypatch, step, patience):
    """Deliver while the server says nothing at a step, with little patience of a sort; returns how many left."""
    server.hold(step)
    with monkeypatch.context() as impatient:
        impatient.setattr(transmission, patience, A_MOMENT)
        return deliver_due()


def is_delivered_once_the_server_behaves(server, attempts):
    server.go_on()
    server.drips_at = ""
    make_due()
    assert deliver_due() == 1
    assert kept_mails() == [(MailState.SENT, attempts)]


@pytest.mark.parametrize("step", ["greeting", "EHLO"])
def test_a_server_that_hangs_before_a_mail_holds_up_none_of_them(server, monkeypatch, step):
    write()
    assert delivered_while(server, monkeypatch, step, "SILENCE") == 0
    assert kept_mails() == [(MailState.WAITING, 0)]
    is_delivered_once_the_server_behaves(server, attempts=1)
    assert len(server.kept) == 1


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_hangs_in_the_midst_of_a_mail_has_taken_nothing(server, monkeypatch, step):
    write()
    assert delivered_while(server, monkeypatch, step, "SILENCE") == 0
    assert kept_mails() == [(MailState.WAITING, 1)]
    is_delivered_once_the_server_behaves(server, attempts=2)
    assert len(server.kept) == 1


@pytest.mark.parametrize("step", ["greeting", "RCPT"])
def test_a_server_that_says_a_little_all_the_time_is_not_listened_to_for_ever(server, monkeypatch, step):
    write()
    server.drips_at = step
    with monkeypatch.context() as impatient:
        impatient.setattr(transmission, "REPLY_WITHIN", A_MOMENT)
        assert deliver_due() == 0
    is_delivered_once_the_server_behaves(server, attempts=1 + (step == "RCPT"))


def test_a_server_that_does_not_read_what_it_asked_for_is_not_waited_for_for_ever(server, monkeypatch):
    write()
    mail = db.session.scalars(sa.select(OutboxMail)).one()
    mail.text = "No buffer holds this.\n" * 1_000_000
    db.session.commit()
    assert delivered_while(server, monkeypatch, "reading", "TEXT_WITHIN") == 0
    assert server.kept == []
    assert kept_mails() == [(MailState.WAITING, 1)]


def test_while_a_server_thinks_about_the_end_nobody_sends_the_mail_again(app, server):
    server.hold("end")
    write()
    left = []

    def deliver():
        with app.app_context():
            left.append(deliver_due())

    first = threading.Thread(target=deliver)
    first.start()
    assert server.held.acquire(timeout=SECONDS_TO_WAIT)
    assert deliver_due() == 0
    server.go_on()
    first.join(SECONDS_TO_WAIT)
    assert (left, len(server.kept), kept_mails()) == ([1], 1, [(MailState.SENT, 1)])


def test_an_end_that_is_never_answered_is_sent_again_with_the_same_id(server, monkeypatch):
    """The one case that nobody can know: mailboxes tell the second by its id."""
    write()
    assert delivered_while(server, monkeypatch, "end", "END_WITHIN") == 0
    is_delivered_once_the_server_behaves(server, attempts=2)
    first, second = server.kept
    assert first["Message-ID"] == second["Message-ID"]


@contextmanager
def nothing_lost_after(server):
    """What was taken is taken, whatever the server does to the goodbye."""
    write()
    assert deliver_due() == 1
    yield
    assert kept_mails() == [(MailState.SENT, 1)]
    make_due()
    assert deliver_due() == 0
    assert len(server.kept) == 1


def test_a_server_that_hangs_at_the_goodbye_has_taken_the_mail_once(server, monkeypatch):
    monkeypatch.setattr(transmission, "SILENCE", A_MOMENT)
    server.hold("QUIT")
    with nothing_lost_after(server):
        assert server.held.acquire(timeout=SECONDS_TO_WAIT)


def test_the_mails_of_a_turn_leave_over_one_connection_and_over_another_where_it_breaks(server, monkeypatch):
    monkeypatch.setattr(transmission, "SILENCE", A_MOMENT)
    for number in range(3):
        write(f"{number}@example.org")
    server.hold("NOOP")  # before the second
    assert deliver_due() == 3
    assert [mail["To"] for mail in server.kept] == [f"{number}@example.org" for number in range(3)]
    assert server.sessions == 2
