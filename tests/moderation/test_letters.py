"""Mails and errands that were given up, as administrators see them: never to whom, nor what they say."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from community.accounts.models import Member
from community.audit import AuditEntry
from community.db import db
from community.errands import Errand, ErrandState
from community.mail import MailState, OutboxMail
from community.moderation import letters
from tests.factories import MemberFactory

PATH = "/en/admin/mails"


@pytest.fixture
def dead():
    """A mail and an errand that were given up, and a mail that is on its way."""
    mail = OutboxMail(template="contacts/mail/waiting", language="ko", state=MailState.DEAD, attempts=8)
    mail.recipient, mail.subject, mail.text = "canary-address@example.org", "canary-subject", "canary-text"
    mail.failure = "SMTPRecipientsRefused 550"
    errand = Errand(kind="contacts.tell", payload='"canary-payload"', state=ErrandState.DEAD, attempts=10)
    waiting = OutboxMail(template="accounts/mail/on-its-way", language="en")
    db.session.add_all([mail, errand, waiting])
    db.session.commit()
    return SimpleNamespace(mail=mail, errand=errand, waiting=waiting)


@pytest.fixture
def administrator(client):
    """An administrator's browser."""
    client.login(MemberFactory(administrator=True), second_factor=True)
    return client


def acts():
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.at)))


def test_mails_shows_what_kept_them_and_nothing_of_what_they_say(administrator, dead):
    page = administrator.get(PATH)
    for words in ("contacts/mail/waiting", "SMTPRecipientsRefused 550", "tried 8 times", "contacts.tell", "한국어"):
        assert words in page.text
    assert "canary" not in str(page.html)
    assert "on-its-way" not in page.text
    assert "1 mail waits, since " in page.text
    assert "2 were given up." in administrator.get("/en/admin").text


def test_mails_that_wait_are_counted_and_none_of_them_has_left(administrator):
    assert "Every mail has left" in administrator.get(PATH).text
    days = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (9, 4)]
    db.session.add_all(OutboxMail(template="accounts/mail/waiting", language="en", created_at=day) for day in days)
    db.session.commit()
    page = administrator.get(PATH)
    assert "2 mails wait, the oldest since Wednesday, March 4, 2026" in page.text
    assert "Every mail has left" not in page.text


@pytest.mark.parametrize("role", ["moderator", ""])
def test_nobody_else_sees_them(client, dead, role):
    client.login(MemberFactory(**({role: True} if role else {})), second_factor=True)
    assert client.get(PATH).status == 403
    assert client.post(f"{PATH}/{dead.mail.id}/retry").status in (403, 404)
    assert "given up" not in client.get("/en/admin").text
    assert dead.mail.state is MailState.DEAD


def test_retry_mail_sends_it_on_its_way_again(administrator, dead):
    assert administrator.post(f"{PATH}/{dead.mail.id}/retry").location == PATH
    db.session.refresh(dead.mail)
    assert (dead.mail.state, dead.mail.attempts) == (MailState.WAITING, 0)
    assert dead.mail.recipient == "canary-address@example.org"
    assert administrator.post(f"{PATH}/{dead.mail.id}/retry").status == 404
    assert acts() == ["moderation.retry_mail"]


def test_drop_mail_destroys_it(administrator, dead):
    identity = dead.mail.id
    assert administrator.post(f"{PATH}/{identity}/drop").status == 303
    db.session.rollback()
    assert db.session.get(OutboxMail, identity, populate_existing=True) is None


def test_retry_errand_and_drop_errand(administrator, dead):
    path = f"/en/admin/errands/{dead.errand.id}"
    assert administrator.post(f"{path}/retry").status == 303
    db.session.refresh(dead.errand)
    assert (dead.errand.state, dead.errand.attempts) == (ErrandState.WAITING, 0)
    assert administrator.post(f"{path}/drop").status == 404
    dead.errand.state = ErrandState.DEAD
    db.session.commit()
    assert administrator.post(f"{path}/drop").status == 303
    assert acts() == ["moderation.retry_errand", "moderation.drop_errand"]


def test_a_mail_that_is_on_its_way_cannot_be_dropped(administrator, dead):
    for button in ("retry", "drop"):
        assert administrator.post(f"{PATH}/{dead.waiting.id}/{button}").status == 404


def test_of_two_administrators_at_the_same_moment_one_has_it_tried_again(dead, race):
    identity, one = dead.mail.id, MemberFactory(administrator=True).id

    def press():
        letters.retry_mail(actor=db.session.get(Member, one), mail=db.session.get(OutboxMail, identity))

    results = race(press, press)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "NotDead"]
