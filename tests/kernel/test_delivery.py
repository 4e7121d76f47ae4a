"""Delivery: every mail leaves, once, whatever dies meanwhile and however long a mail server is away."""

import smtplib
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import OperationalError

from community import delivery, mail, transmission
from community.accounts import emails
from community.db import atomic, db, now
from community.delivery import ATTEMPTS, END_LEASE, LEASE, deliver_due
from community.mail import MailState, OutboxMail
from tests.carrying import Through, carry_through
from tests.factories import MemberFactory


@atomic
def write(member):
    emails.send_confirmation(member, "token")


@pytest.fixture
def transmitted(monkeypatch):
    sent = []
    carry_through(monkeypatch, lambda message: sent.append(message["To"]))
    return sent


@pytest.fixture
def failing(monkeypatch):
    """A mail server that goes away each time; the answer is whose mails it was asked to take."""
    asked = []

    def fail(message):
        asked.append(message["To"])
        raise smtplib.SMTPServerDisconnected

    carry_through(monkeypatch, fail)
    return asked


def the_mail():
    db.session.rollback()
    return db.session.scalars(sa.select(OutboxMail)).one()


def test_delivered_mail_is_forgotten_and_not_delivered_again(transmitted):
    write(MemberFactory())
    assert (deliver_due(), deliver_due()) == (1, 0)
    with time_machine.travel(now() + timedelta(days=1)):
        assert deliver_due() == 0
    assert len(transmitted) == 1
    sent = the_mail()
    assert sent.state is MailState.SENT
    assert (sent.recipient, sent.subject, sent.text, sent.html) == (None,) * 4


def test_delivered_in_the_order_of_writing(transmitted):
    for name in ("first", "second", "third"):
        write(MemberFactory(address=f"{name}@example.org"))
    assert deliver_due() == 3
    assert transmitted == ["first@example.org", "second@example.org", "third@example.org"]


def test_two_deliverers_at_the_same_moment_deliver_each_mail_once(race, transmitted):
    for number in range(8):
        write(MemberFactory(address=f"{number}@example.org"))
    assert sum(race(deliver_due, deliver_due, deliver_due)) == 8
    assert sorted(transmitted) == [f"{number}@example.org" for number in range(8)]


def test_no_transaction_is_open_while_the_mail_server_is_waited_for(monkeypatch):
    seen = []
    carry_through(monkeypatch, lambda message: seen.append(db.session().in_transaction()))
    write(MemberFactory())
    assert deliver_due() == 1
    assert seen == [False]


def die(*_):
    raise KeyboardInterrupt


@pytest.mark.parametrize(("dies_in", "lease"), [("_prepare", LEASE), ("_note_that_it_left", END_LEASE)])
def test_a_mail_whose_deliverer_died_comes_back_after_the_lease(monkeypatch, transmitted, dies_in, lease):
    """Soon where no server can have it, late where one may: none is sent while the first may be under way."""
    write(MemberFactory())
    with monkeypatch.context() as dying:
        dying.setattr(delivery, dies_in, die)
        with pytest.raises(KeyboardInterrupt):
            deliver_due()
    with time_machine.travel(now() + lease - timedelta(seconds=30)):
        assert deliver_due() == 0
    with time_machine.travel(now() + lease + timedelta(seconds=1)):
        assert deliver_due() == 1


def test_the_lease_outlasts_what_a_server_may_take():
    replies = 3  # to MAIL, RCPT and DATA
    assert timedelta(seconds=replies * transmission.REPLY_WITHIN + transmission.TEXT_WITHIN) < LEASE
    assert timedelta(seconds=transmission.END_WITHIN) < END_LEASE


def test_who_was_away_for_longer_than_the_lease_does_not_end_what_another_delivers(monkeypatch, transmitted):
    """As a machine that was put to sleep in the midst of a mail: the other one has it by now, and sends it alone."""
    write(MemberFactory())
    real = delivery._prepare

    def sleep(identity, attempt):
        prepared = real(identity, attempt)
        monkeypatch.setattr(delivery, "_prepare", real)
        with time_machine.travel(now() + LEASE + timedelta(seconds=1)):
            assert deliver_due() == 1
        return prepared

    monkeypatch.setattr(delivery, "_prepare", sleep)
    assert deliver_due() == 0
    assert len(transmitted) == 1
    assert (the_mail().state, the_mail().failure) == (MailState.SENT, "")


def test_a_mail_that_was_destroyed_on_its_way_is_not_ended(monkeypatch, transmitted):
    write(MemberFactory())
    real = delivery._prepare

    def destroy(identity, attempt):
        prepared = real(identity, attempt)
        db.session.execute(sa.delete(OutboxMail))
        db.session.commit()
        return prepared

    monkeypatch.setattr(delivery, "_prepare", destroy)
    assert deliver_due() == 0
    assert transmitted == []


def test_that_a_mail_left_is_said_again_until_the_database_hears_it(monkeypatch, transmitted):
    away = iter([True, True, False])
    real = delivery._note_that_it_left

    def note(identity):
        if next(away):
            raise OperationalError("UPDATE", {}, OSError())
        real(identity)

    monkeypatch.setattr(delivery, "_note_that_it_left", note)
    monkeypatch.setattr(delivery, "ASK_AGAIN", 0)
    write(MemberFactory())
    assert deliver_due() == 1
    assert (the_mail().state, len(transmitted)) == (MailState.SENT, 1)


def test_a_mail_server_that_is_away_is_no_failure_of_any_mail(monkeypatch, transmitted, caplog):
    for number in range(2):
        write(MemberFactory(address=f"{number}@example.org"))
    asked = []

    def refuse(carrier):
        asked.append(carrier)
        raise ConnectionRefusedError("canary")

    with monkeypatch.context() as away:
        away.setattr(Through, "reach", refuse)
        assert deliver_due() == 0
    assert len(asked) == 1  # not once for each
    assert "canary" not in caplog.text
    assert deliver_due() == 2  # at once, as none was put off
    attempts = db.session.scalars(sa.select(OutboxMail.attempts)).all()
    assert attempts == [1, 1]


def test_a_worker_that_is_to_end_finishes_the_mail_in_hand_and_takes_no_other(app, monkeypatch):
    for number in range(3):
        write(MemberFactory(address=f"{number}@example.org"))
    ends = app.extensions["worker_ends"]
    carry_through(monkeypatch, lambda message: ends.set())
    try:
        assert deliver_due() == 1
    finally:
        ends.clear()
    db.session.rollback()
    states = db.session.scalars(sa.select(OutboxMail.state).order_by(OutboxMail.created_at)).all()
    assert states == [MailState.SENT, MailState.WAITING, MailState.WAITING]


def test_a_failed_mail_is_tried_again_ever_later_and_given_up_after_two_days(failing, monkeypatch):
    attempts = 9
    monkeypatch.setattr(delivery, "ATTEMPTS", attempts)
    write(MemberFactory())
    moment = now()
    waits = []
    for _ in range(attempts):
        with time_machine.travel(moment, tick=False):
            assert deliver_due() == 0
            waiting = the_mail()
            waits.append(waiting.due_at - moment)
            moment = waiting.due_at
        with time_machine.travel(moment - timedelta(seconds=1), tick=False):
            assert deliver_due() == 0  # not a second too early
    assert len(failing) == attempts
    retried = waits[:-1]
    assert retried == sorted(retried)
    assert (retried[0], retried[-1]) == (timedelta(minutes=1), timedelta(minutes=64))
    in_all = sum(retried, timedelta()) + (ATTEMPTS - attempts) * retried[-1]
    assert timedelta(hours=45) < in_all < timedelta(hours=48)
    given_up = the_mail()
    assert (given_up.state, given_up.attempts) == (MailState.DEAD, attempts)
    with time_machine.travel(now() + timedelta(days=30)):
        assert deliver_due() == 0
    assert len(failing) == attempts


def test_a_mail_that_kills_its_worker_is_given_up_too(monkeypatch):
    monkeypatch.setattr(delivery, "ATTEMPTS", 3)
    write(MemberFactory())
    moment = now()
    with monkeypatch.context() as dying:
        dying.setattr(delivery, "_prepare", die)
        for _ in range(3):
            with time_machine.travel(moment, tick=False), pytest.raises(KeyboardInterrupt):
                deliver_due()
            moment += LEASE
    with time_machine.travel(moment, tick=False):
        assert deliver_due() == 0
    given_up = the_mail()
    assert (given_up.state, given_up.attempts, given_up.failure) == (MailState.DEAD, 3, "WorkerDied")


def test_a_mail_that_failed_can_still_be_delivered(monkeypatch, transmitted):
    write(MemberFactory(address="haru@example.org"))
    with monkeypatch.context() as failing:
        carry_through(failing, lambda _: (_ for _ in ()).throw(smtplib.SMTPServerDisconnected))
        assert deliver_due() == 0
    with time_machine.travel(now() + timedelta(hours=1)):
        assert deliver_due() == 1
    assert transmitted == ["haru@example.org"]


def test_one_mail_that_cannot_be_written_does_not_hold_up_the_others(transmitted, caplog):
    for name in ("broken", "good"):
        write(MemberFactory(address=f"{name}@example.org"))
    oldest = sa.select(OutboxMail.id).order_by(OutboxMail.created_at).limit(1)
    identity = db.session.scalar(oldest)
    db.session.execute(sa.update(OutboxMail).where(OutboxMail.id == identity).values(text_sealed=b"garbled"))
    db.session.commit()
    assert deliver_due() == 1
    assert transmitted == ["good@example.org"]
    assert "was not delivered" in caplog.text


@pytest.fixture
def write_about(app, monkeypatch):
    """Write a mail about something; what `holds` may leave."""
    holds = {"good"}

    def still_holds(about):
        if about == "broken":
            raise ValueError("canary-in-the-log")
        return about in holds

    @atomic
    def write_about(about):
        to = f"{about}@example.org"
        context = {"member": MemberFactory.build(), "login_url": "x", "forgot_url": "x"}
        mail.send("accounts/mail/account_exists", to, "en", discreet=False, about=about, **context)

    write_about.holds = holds
    monkeypatch.setitem(app.extensions, "still_holds", still_holds)
    return write_about


def test_a_mail_about_what_does_not_hold_any_more_is_destroyed_and_never_leaves(write_about, transmitted):
    for about in ("gone", "good"):
        write_about(about)
    assert deliver_due() == 1
    assert transmitted == ["good@example.org"]
    left = the_mail()
    assert (left.state, left.about) == (MailState.SENT, None)


def test_whether_it_holds_is_asked_each_time_before_it_leaves(write_about, failing, monkeypatch):
    write_about("good")
    assert deliver_due() == 0
    assert len(failing) == 1
    write_about.holds.clear()
    with time_machine.travel(now() + timedelta(hours=1)):
        assert deliver_due() == 0
    assert len(failing) == 1
    db.session.rollback()
    assert db.session.scalar(sa.select(OutboxMail)) is None


def test_a_mail_of_which_nobody_can_say_whether_it_holds_waits_and_holds_up_no_other(write_about, transmitted, caplog):
    for about in ("broken", "good"):
        write_about(about)
    assert deliver_due() == 1
    assert transmitted == ["good@example.org"]
    assert "canary" not in caplog.text
    states = db.session.execute(sa.select(OutboxMail.state, OutboxMail.failure).order_by(OutboxMail.created_at)).all()
    assert states == [(MailState.WAITING, "ValueError"), (MailState.SENT, "")]
