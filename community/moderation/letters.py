"""Mails and errands that were given up, for administrators: what kept them, never to whom they go or what they say.

They are kept for a while, so that whoever has mended what was broken can have them tried again.
"""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community import audit, jobs
from community.accounts.models import Member
from community.db import after_commit, atomic, db, lock, now
from community.errands import Errand, ErrandState
from community.i18n import lazy
from community.mail import MailState, OutboxMail
from community.refusals import Refusal
from community.web.pagination import Page, paginate

MOST_ERRANDS = 50  # that are shown; they are few, or something is wrong that one of them tells already


class NotDead(Refusal):
    """Somebody else has had it tried again meanwhile."""

    sentence = lazy("It is on its way again already.")


def count_dead() -> int:
    """How many mails and errands were given up."""
    mails = sa.select(sa.func.count()).select_from(OutboxMail).where(OutboxMail.state == MailState.DEAD)
    errands = sa.select(sa.func.count()).select_from(Errand).where(Errand.state == ErrandState.DEAD)
    return db.session.scalar(sa.select(mails.scalar_subquery() + errands.scalar_subquery())) or 0


def find_waiting_mails() -> tuple[int, datetime | None]:
    """How many mails wait until they leave, and since when the oldest does; None where none waits."""
    waiting = sa.select(sa.func.count(), sa.func.min(OutboxMail.created_at))
    count, oldest = db.session.execute(waiting.where(OutboxMail.state == MailState.WAITING)).one()
    return count, oldest


def list_dead_mails(after: str | None = None) -> Page[OutboxMail]:
    """A page of the mails that were given up, newest first."""
    dead = sa.select(OutboxMail).where(OutboxMail.state == MailState.DEAD)
    return paginate(dead, by=(OutboxMail.created_at.desc(), OutboxMail.id.desc()), after=after)


def list_dead_errands() -> list[Errand]:
    """The errands that were given up last."""
    dead = sa.select(Errand).where(Errand.state == ErrandState.DEAD)
    return list(db.session.scalars(dead.order_by(Errand.created_at.desc(), Errand.id).limit(MOST_ERRANDS)))


def find_dead_mail(viewer: Member | None, mail_id: uuid.UUID) -> OutboxMail | None:
    """The mail with this id, if it was given up."""
    found = sa.select(OutboxMail).where(OutboxMail.id == mail_id, OutboxMail.state == MailState.DEAD)
    return db.session.scalar(found)


def find_dead_errand(viewer: Member | None, errand_id: uuid.UUID) -> Errand | None:
    """The errand with this id, if it was given up."""
    return db.session.scalar(sa.select(Errand).where(Errand.id == errand_id, Errand.state == ErrandState.DEAD))


@atomic
def retry_mail(*, actor: Member, mail: OutboxMail) -> None:
    """Have a mail tried again, as often as at first. Refuses with NotDead."""
    _hold(mail, MailState.DEAD)
    mail.state, mail.attempts, mail.due_at = MailState.WAITING, 0, now()
    audit.record(actor, "moderation.retry_mail", mail, template=mail.template)
    after_commit(jobs.wake)


@atomic
def drop_mail(*, actor: Member, mail: OutboxMail) -> None:
    """Destroy a mail that was given up. Refuses with NotDead."""
    _hold(mail, MailState.DEAD)
    audit.record(actor, "moderation.drop_mail", mail, template=mail.template)
    db.session.delete(mail)


@atomic
def retry_errand(*, actor: Member, errand: Errand) -> None:
    """Have an errand tried again, as often as at first. Refuses with NotDead."""
    _hold(errand, ErrandState.DEAD)
    errand.state, errand.attempts, errand.due_at = ErrandState.WAITING, 0, now()
    audit.record(actor, "moderation.retry_errand", errand, errand=errand.kind)
    after_commit(jobs.wake)


@atomic
def drop_errand(*, actor: Member, errand: Errand) -> None:
    """Destroy an errand that was given up: it is never done. Refuses with NotDead."""
    _hold(errand, ErrandState.DEAD)
    audit.record(actor, "moderation.drop_errand", errand, errand=errand.kind)
    db.session.delete(errand)


def _hold(thing: Any, state: MailState | ErrandState) -> None:
    lock(thing)
    if thing.state is not state:
        raise NotDead
