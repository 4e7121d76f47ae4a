"""Mail: written in the reader's language, and kept with what it tells of."""

import email.policy
from datetime import timedelta
from email.parser import BytesParser

import pytest
import sqlalchemy as sa
import time_machine

from community.accounts import emails
from community.db import OutsideOperation, atomic, db, now
from community.delivery import deliver_due
from community.mail import DEAD_STAY, MailState, OutboxMail, forget_dead
from tests.factories import MemberFactory


@atomic
def write(member, url_token="token"):
    emails.send_confirmation(member, url_token)


@pytest.fixture
def mailbox(app):
    folder = app.config["COMMUNITY"].instance / "mailbox"
    return lambda: [read(path) for path in sorted(folder.glob("*"))]


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


def test_what_was_given_up_is_deleted_after_a_while():
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
