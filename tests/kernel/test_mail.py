"""Mail: written in the reader's language, kept with what it tells of, delivered once."""

import email.policy
import smtplib
from datetime import timedelta
from email.parser import BytesParser

import pytest
import sqlalchemy as sa
import time_machine

from community import mail
from community.accounts import emails
from community.db import OutsideOperation, atomic, db, now
from community.mail import ATTEMPTS, DEAD_STAY, LEASE, MailState, OutboxMail, deliver_due, forget_dead
from tests.factories import MemberFactory


@atomic
def write(member, url_token="token"):
    emails.send_confirmation(member, url_token)


@pytest.fixture
def mailbox(app):
    folder = app.config["COMMUNITY"].instance / "mailbox"
    yield lambda: [read(path) for path in sorted(folder.glob("*"))]
    for path in folder.glob("*"):
        path.unlink()


@pytest.fixture
def transmitted(monkeypatch):
    sent = []
    monkeypatch.setattr(mail, "_transmit", lambda message, identity: sent.append(message["To"]))
    return sent


@pytest.fixture
def failing(monkeypatch):
    """A mail server that does not answer; the answer is how often it was asked."""
    asked = []

    def fail(message, identity):
        asked.append(identity)
        raise ConnectionRefusedError

    monkeypatch.setattr(mail, "_transmit", fail)
    return asked


def read(path):
    return BytesParser(policy=email.policy.default).parsebytes(path.read_bytes())


def the_mail():
    db.session.rollback()
    return db.session.scalars(sa.select(OutboxMail)).one()


def test_a_mail_has_subject_text_and_html_with_the_same_link(outbox):
    write(MemberFactory(address="haru@example.org"))
    (written,) = outbox()
    assert (written.recipient, written.language) == ("haru@example.org", "en")
    assert written.subject == "Confirm your address at Ripples"
    assert "http://localhost/en/confirm/token" in written.text.split()
    assert 'href="http://localhost/en/confirm/token"' in written.html
    assert '<html lang="en">' in written.html


def test_a_mail_is_in_the_readers_language_whoever_causes_it(outbox, app):
    member = MemberFactory(korean=True)
    with app.test_request_context("/en/signup"):
        write(member)
    (written,) = outbox()
    assert written.language == "ko"
    assert "http://localhost/ko/confirm/token" in written.text
    assert '<html lang="ko">' in written.html
    for part in (written.subject, written.text, written.html):
        assert any("가" <= character <= "힣" for character in part)
        assert "Confirm" not in part


def test_a_mail_leads_to_the_configured_address_not_to_the_one_that_was_asked(outbox, app):
    member = MemberFactory()
    with app.test_request_context("/en/signup", headers={"Host": "evil.example"}):
        write(member)
    (written,) = outbox()
    assert "evil.example" not in written.text + written.html


def test_what_members_write_is_escaped_in_html_and_breaks_no_header(outbox):
    @atomic
    def write_wildly():
        member = MemberFactory.build(display_name="<b>Haru</b>")
        emails.send_account_exists(member)

    write_wildly()
    (written,) = outbox()
    assert "<b>Haru</b>" not in written.html
    assert "<b>Haru</b>" in written.text
    assert "\n" not in written.subject


def test_a_mail_of_an_operation_that_fails_never_was(outbox):
    member = MemberFactory()

    @atomic
    def fail():
        emails.send_confirmation(member, "token")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert outbox() == []


def test_a_mail_outside_an_operation_is_an_error():
    with pytest.raises(OutsideOperation):
        emails.send_confirmation(MemberFactory(), "token")


def test_delivered_to_the_mailbox(mailbox):
    write(MemberFactory(address="haru@example.org", korean=True))
    assert deliver_due() == 1
    (message,) = mailbox()
    assert (message["To"], message["Content-Language"]) == ("haru@example.org", "ko")
    assert (message["From"], message["Auto-Submitted"]) == ("Ripples <ripples@localhost>", "auto-generated")
    assert message["Subject"]
    assert message["Message-ID"].endswith("@localhost>")
    assert message["Date"].datetime.tzinfo is not None
    assert "/ko/confirm/token" in message.get_body(("plain",)).get_content()
    assert "/ko/confirm/token" in message.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("haru@한국.kr", "haru@xn--3e0b707e.kr"),
        ("하루@example.org", "하루@example.org"),
    ],
)
def test_delivered_to_addresses_in_other_scripts(mailbox, address, written):
    write(MemberFactory(address=address))
    assert deliver_due() == 1
    assert str(mailbox()[0]["To"]) == written


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
    monkeypatch.setattr(mail, "_transmit", lambda message, identity: seen.append(db.session().in_transaction()))
    write(MemberFactory())
    assert deliver_due() == 1
    assert seen == [False]


def test_a_mail_whose_deliverer_died_comes_back_after_the_lease(monkeypatch, transmitted):
    def die(message, identity):
        raise KeyboardInterrupt

    write(MemberFactory())
    with monkeypatch.context() as dying:
        dying.setattr(mail, "_transmit", die)
        with pytest.raises(KeyboardInterrupt):
            deliver_due()
    assert deliver_due() == 0
    with time_machine.travel(now() + LEASE + timedelta(seconds=1)):
        assert deliver_due() == 1


def test_a_failed_mail_is_tried_again_ever_later_and_given_up_after_eight_times(failing):
    write(MemberFactory())
    moment = now()
    waits = []
    for _ in range(ATTEMPTS):
        with time_machine.travel(moment, tick=False):
            assert deliver_due() == 0
            waiting = the_mail()
            waits.append(waiting.due_at - moment)
            moment = waiting.due_at
        with time_machine.travel(moment - timedelta(seconds=1), tick=False):
            assert deliver_due() == 0  # not a second too early
    assert len(failing) == ATTEMPTS
    retried = waits[:-1]
    assert retried == sorted(set(retried))
    assert retried[0] <= timedelta(minutes=5)
    given_up = the_mail()
    assert (given_up.state, given_up.attempts) == (MailState.DEAD, ATTEMPTS)
    with time_machine.travel(now() + timedelta(days=30)):
        assert deliver_due() == 0
    assert len(failing) == ATTEMPTS


def test_what_was_given_up_is_deleted_after_a_while(failing):
    write(MemberFactory(address="haru@example.org"))
    given_up = the_mail()
    given_up.state = MailState.DEAD
    db.session.commit()
    with time_machine.travel(now() + DEAD_STAY - timedelta(days=1)):
        forget_dead()
    assert the_mail().state is MailState.DEAD
    with time_machine.travel(now() + DEAD_STAY + timedelta(days=1)):
        forget_dead()
    db.session.rollback()
    assert db.session.scalar(sa.select(OutboxMail)) is None


def test_a_mail_that_failed_can_still_be_delivered(monkeypatch, transmitted):
    write(MemberFactory(address="haru@example.org"))
    with monkeypatch.context() as failing:
        failing.setattr(mail, "_transmit", lambda *_: (_ for _ in ()).throw(smtplib.SMTPServerDisconnected))
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


def test_the_worker_is_woken_after_the_commit(app):
    queue = app.extensions["huey"]
    queue.flush()
    member = MemberFactory()

    @atomic
    def operation():
        emails.send_confirmation(member, "token")
        assert queue.pending_count() == 0

    operation()
    assert queue.pending_count() == 1
    queue.flush()
