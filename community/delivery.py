"""Delivering what waits in the outbox: no mail is lost, and none leaves twice if that can be known.

1. A worker claims a mail for LEASE, and hands it to the mail server without the line that ends it.
2. It renews the claim for END_LEASE. Where another has claimed the mail by now, or its reader is gone, it stops here:
   a server does not take a mail that was not ended (RFC 5321, 4.1.1.4). Whatever died until now has sent nothing.
3. It ends the mail and, once the server has said that it has taken it, notes that it left: again and again until the
   database hears it.

A worker that dies, or a connection that breaks, between the end of a mail and that note leaves open whether the server
has it. Then it is sent once more, after END_LEASE or, where the worker lives, like a mail that was not taken; with the
same Message-ID, by which mailboxes know it again. No transaction is open while a server is being waited for.
"""

import logging
import smtplib
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr
from functools import partial

import idna
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from community import jobs, transmission
from community.config import Config
from community.db import atomic, db, now
from community.i18n import _, in_language
from community.mail import MailState, OutboxMail

log = logging.getLogger(__name__)

ATTEMPTS = 50  # within two days
AT_ONCE = 500  # mails of one turn
LEASE = timedelta(minutes=5)  # longer than a server may take for all of a mail but its end
END_LEASE = timedelta(seconds=transmission.END_WITHIN) + LEASE
MOST_DOUBLINGS = 7  # of the half minute that a mail waits after a failure: up to an hour
PERMANENT = 500  # from here on, the answers of mail servers say that trying again is of no use
ASK_AGAIN = 0.5  # seconds


class NotOurs(Exception):
    """A mail was claimed by another worker, or destroyed, before it was ended."""


def deliver_due() -> int:
    """Deliver the mails whose time has come, up to AT_ONCE; returns how many left.

    A mail server that cannot be reached is none of their failures: they wait until it can.
    """
    due = sa.select(OutboxMail.id).where(OutboxMail.state == MailState.WAITING, OutboxMail.due_at <= now())
    identities = db.session.scalars(due.order_by(OutboxMail.due_at).limit(AT_ONCE)).all()
    db.session.rollback()
    left = 0
    with _carrier() as carrier:
        for identity in jobs.while_working(identities):
            if not _reaches(carrier):
                break
            left += _deliver(identity, carrier)
    return left


@contextmanager
def _carrier() -> Iterator[transmission.Carrier]:
    config: Config = current_app.config["COMMUNITY"]
    if not config.mail_url:
        yield transmission.Mailbox(config.instance / "mailbox")
        return
    server = transmission.MailServer(config.mail_url, known_as=config.domain)
    try:
        yield server
    finally:
        server.leave()


def _reaches(carrier: transmission.Carrier) -> bool:
    try:
        carrier.reach()
    except (OSError, smtplib.SMTPException) as failure:
        log.warning("Mail waits: the mail server cannot be used (%s)", _kind_of(failure)[0])
        return False
    return True


def _deliver(identity: uuid.UUID, carrier: transmission.Carrier) -> bool:
    attempt = _claim(identity)
    if attempt is None:
        return False
    try:
        mail = _prepare(identity, attempt)
        if mail is None:
            return False
        carrier.carry(*mail, partial(_claim_for_good, identity, attempt))
    except Exception as failure:  # one mail that cannot be sent must not hold up those behind it
        # The text of a failure may repeat the address: only its kind is logged.
        log.warning("Mail %s was not delivered (%s)", identity, type(failure).__name__)
        _postpone(identity, attempt, failure)
        return False
    _insist_that_it_left(identity)
    return True


def _kind_of(failure: Exception) -> tuple[str, bool]:
    """What may be told of a failure, and whether the same mail would fail for ever (RFC 5321, 4.2.1)."""
    code = getattr(failure, "smtp_code", 0)
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        code = max((answer[0] for answer in failure.recipients.values()), default=0)
    # Of what a server has against the site itself, no mail dies: that is for its administrators to mend.
    is_about_mail = isinstance(failure, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    return f"{type(failure).__name__} {code or ''}".strip()[:60], is_about_mail and code >= PERMANENT


@atomic
def _claim(identity: uuid.UUID) -> int | None:
    """Take one mail, so that no other worker sends it too, and say which attempt this is; it comes back if we die."""
    waiting = sa.select(OutboxMail).where(
        OutboxMail.id == identity, OutboxMail.state == MailState.WAITING, OutboxMail.due_at <= now()
    )
    mail = db.session.scalar(waiting.with_for_update(skip_locked=True))
    if mail is None:
        return None
    if mail.attempts >= ATTEMPTS:
        mail.state, mail.failure = MailState.DEAD, "WorkerDied"  # in the midst of each attempt, or of the last
        return None
    mail.attempts += 1
    mail.due_at = now() + LEASE
    return mail.attempts


def _prepare(identity: uuid.UUID, attempt: int) -> tuple[EmailMessage, str] | None:
    """The mail as it leaves, and a name for it; None where it was destroyed, as it does not hold any more."""
    mail = db.session.get(OutboxMail, identity)
    if mail is None or (mail.about is not None and _take_back(identity, attempt)):
        return None
    prepared = _as_message(mail), f"{mail.created_at:%Y%m%dT%H%M%S%f}-{mail.id.hex[:8]}"
    db.session.rollback()
    return prepared


@atomic
def _take_back(identity: uuid.UUID, attempt: int) -> bool:
    """Destroy a mail if what it tells of does not hold any more for its reader; says whether it is gone."""
    mail = _claimed(identity, attempt)
    if mail is None:  # its reader was deleted meanwhile, or another worker has it
        return True
    if current_app.extensions["still_holds"](mail.about):
        return False
    db.session.delete(mail)
    return True


@atomic
def _claim_for_good(identity: uuid.UUID, attempt: int) -> None:
    """Renew the claim before a mail is ended. Raises NotOurs."""
    mail = _claimed(identity, attempt)
    if mail is None:
        raise NotOurs
    mail.due_at = now() + END_LEASE


@atomic
def _postpone(identity: uuid.UUID, attempt: int, failure: Exception) -> None:
    mail = _claimed(identity, attempt)
    if mail is None:
        return
    mail.failure, for_ever = _kind_of(failure)
    if for_ever or attempt >= ATTEMPTS:
        mail.state = MailState.DEAD
    else:
        mail.due_at = now() + timedelta(seconds=30 * 2 ** min(attempt, MOST_DOUBLINGS))


def _claimed(identity: uuid.UUID, attempt: int) -> OutboxMail | None:
    """The mail, as long as this attempt is the last that was begun."""
    ours = sa.select(OutboxMail).where(OutboxMail.id == identity, OutboxMail.attempts == attempt)
    return db.session.scalar(ours.with_for_update())


def _insist_that_it_left(identity: uuid.UUID) -> None:
    """Note that a mail left, and if the database is away, again until it hears it: what is not noted is sent again."""
    deadline = time.monotonic() + END_LEASE.total_seconds()
    while True:
        try:
            return _note_that_it_left(identity)
        except SQLAlchemyError as failure:
            if time.monotonic() > deadline:
                raise
            log.warning("Mail %s left, and the database does not hear it (%s)", identity, type(failure).__name__)
            time.sleep(ASK_AGAIN)


@atomic
def _note_that_it_left(identity: uuid.UUID) -> None:
    mail = db.session.get(OutboxMail, identity)
    if mail is None:  # its reader was deleted meanwhile
        return
    mail.state = MailState.SENT
    mail.due_at = now()  # it left at this moment
    mail.forget_content()


def _as_message(mail: OutboxMail) -> EmailMessage:
    config: Config = current_app.config["COMMUNITY"]
    message = EmailMessage()
    message["From"] = _sender(mail)
    message["To"] = _in_ascii(mail.recipient)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    # The same however often it is sent.
    message["Message-ID"] = f"<{mail.id.hex}@{config.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe:
        message["List-Unsubscribe"] = transmission.Unbroken("List-Unsubscribe", f"<{mail.unsubscribe}>")
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    message["Content-Language"] = mail.language  # last: setting the content clears what is said of it
    return message


def _sender(mail: OutboxMail) -> str:
    config: Config = current_app.config["COMMUNITY"]
    if not mail.discreet:
        return config.mail_from
    with in_language(mail.language):
        name = config.discreet_from_name or _("Notice")
    return formataddr((name, parseaddr(config.mail_from)[1]))


def _in_ascii(address: str) -> str:
    """The address as every mail server takes it: a domain in another script goes by its ASCII form (RFC 5891)."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{idna.encode(domain, uts46=True).decode()}"
