"""Mail: written in the reader's language, kept in an outbox with what it tells of. `delivery` has it leave."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from flask import Flask, current_app, render_template
from jinja2 import Template
from sqlalchemy.orm import Mapped, mapped_column

from community import jobs
from community.config import Config
from community.crypto import sealed
from community.db import Identified, Model, after_commit, atomic, choice, db, now
from community.i18n import in_language, lazy

DEAD_STAY = timedelta(days=30)
# Longer than what lists of mails and locked screens show of a mail: what it is about begins after it.
OPENING = lazy(
    "You have a message. It stands a little further down, so that the list of your mails, or a notice on a locked "
    "screen, does not show its first lines to somebody who happens to look at it. You chose this in your settings, "
    "where you can change it at any time. Here it is:"
)


class MailState(StrEnum):
    """Where a mail is on its way."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class OutboxMail(Identified, Model):
    """A mail on its way. Address and text are sealed, and destroyed when it has left."""

    __tablename__ = "outbox_mail"

    recipient_sealed: Mapped[bytes | None]
    subject_sealed: Mapped[bytes | None]
    text_sealed: Mapped[bytes | None]
    html_sealed: Mapped[bytes | None]
    # The address that ends mails of this sort at one press (RFC 8058), for those that one can do without.
    unsubscribe_sealed: Mapped[bytes | None]
    # What it tells of, for those mails that leave only as long as that still holds for their reader.
    about_sealed: Mapped[bytes | None]
    template: Mapped[str] = mapped_column(sa.String(80))
    language: Mapped[str] = mapped_column(sa.String(2))
    discreet: Mapped[bool] = mapped_column(default=False, server_default=sa.text("false"))
    state: Mapped[MailState] = mapped_column(choice(MailState), default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    # What kept it from leaving last: a kind of failure or a mail server's number, nothing that it said.
    failure: Mapped[str] = mapped_column(sa.String(60), default="", server_default=sa.text("''"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(default=now)

    recipient = sealed("recipient_sealed")
    subject = sealed("subject_sealed")
    text = sealed("text_sealed")
    html = sealed("html_sealed")
    unsubscribe = sealed("unsubscribe_sealed")
    about = sealed("about_sealed")

    __table_args__ = (
        sa.Index(
            "ix_outbox_mail_due",
            "due_at",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
    )

    def forget_content(self) -> None:
        """Destroy address and text, and what it told of."""
        self.recipient = self.subject = self.text = self.html = self.unsubscribe = self.about = None


def init_app(app: Flask, wants_discretion: Callable[[str], bool], still_holds: Callable[[str], bool]) -> None:
    """Tell mail who knows whether the owner of an address wants to be written to discreetly, and who whether a mail
    that was written `about` something may leave, or is destroyed."""
    app.extensions["wants_discretion"] = wants_discretion
    app.extensions["still_holds"] = still_holds


def send(
    template: str,
    to: str,
    language: str,
    *,
    discreet: bool | None = None,
    unsubscribe: str | None = None,
    about: str | None = None,
    **context: object,
) -> uuid.UUID:
    """Write a mail and put it into the outbox, inside the transaction of what it tells of; returns its id.

    template: folder under templates/ with subject.txt, body.txt and body.html; discreet.txt is the subject of a
        discreet mail where "You have a message" does not say enough.
    to: the address. language: the reader's.
    discreet: whether it must not show to somebody who looks on what it is about; by default as the owner of the
        address, if it is a member's, has chosen.
    unsubscribe: for a mail that one can do without, the address that ends those of its sort at one press; templates
        have it, too. Never for a mail that tells of an account.
    about: for a mail that may wait for longer than what it tells of holds for its reader: what to ask `still_holds`
        each time before it leaves.
    """
    discreet = current_app.extensions["wants_discretion"](to) if discreet is None else discreet
    source: str | list[str | Template] = f"{template}/subject.txt"
    if discreet:
        source = [f"{template}/discreet.txt", "layout/discreet.txt"]
    with in_language(language):
        context |= {"opening": str(OPENING) if discreet else "", "unsubscribe_url": unsubscribe}
        subject = " ".join(render_template(source, **context).split())
        text = f"{context['opening']}\n\n{render_template(f'{template}/body.txt', **context).strip()}".strip() + "\n"
        html = render_template(f"{template}/body.html", **context)
    mail = OutboxMail(
        recipient=to,
        subject=subject,
        text=text,
        html=html,
        unsubscribe=unsubscribe,
        about=about,
        template=template,
        language=language,
        discreet=discreet,
    )
    db.session.add(mail)
    after_commit(jobs.wake)
    return mail.id


def left_at(mail_id: uuid.UUID) -> datetime | None:
    """When a mail left, or was written if it has not; None where it is not known any more."""
    mail = db.session.get(OutboxMail, mail_id)
    return None if mail is None else mail.due_at if mail.state is MailState.SENT else mail.created_at


def forget(belongs: Callable[[str], bool]) -> None:
    """Destroy the mails that have not left and whose address is somebody's who is deleted; part of an operation."""
    for mail in db.session.scalars(sa.select(OutboxMail).where(OutboxMail.recipient_sealed.is_not(None))):
        if belongs(mail.recipient):
            db.session.delete(mail)


def link(endpoint: str, language: str, **values: object) -> str:
    """The public address of a page, for mails; built from the settings, never from a request's Host header.

    values: what the page needs; as for `url_for`, `_anchor` is the place on it.
    """
    anchor = values.pop("_anchor", None)
    config: Config = current_app.config["COMMUNITY"]
    urls = current_app.url_map.bind(config.host, url_scheme="https" if config.secure else "http")
    address = urls.build(endpoint, {"language": language, **values}, force_external=True)
    return f"{address}#{anchor}" if anchor else address


@atomic
def forget_dead() -> None:
    """Delete the mails that could not be delivered, a while after they were given up."""
    old = sa.delete(OutboxMail).where(OutboxMail.state == MailState.DEAD, OutboxMail.created_at < now() - DEAD_STAY)
    db.session.execute(old)
