"""Writing the mails that are due: one for each thing, or one for everything of a day or a week.

Everything is looked at again at that moment, and each time before a mail leaves, which can be days later: what was
read or deleted meanwhile, what is not wanted any more, and what stands in a group that the member has left, is told by
no mail.
"""

import json
import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa

from community.accounts.models import Member
from community.clocks import clock_of
from community.db import atomic, db, lock, now
from community.i18n import in_language
from community.notifications import emails, queries
from community.notifications.models import DigestSent, Level, Mailing, Notice
from community.notifications.mornings import day_of, next_morning
from community.notifications.operations.notifying import when_to_mail
from community.notifications.queries import Choices, Line, Reader

log = logging.getLogger(__name__)

AT_ONCE = 50  # members whose mails are written before others have their turn
TRY_AGAIN = timedelta(hours=1)


def mail_due() -> int:
    """Write the mails of those for whom some are due, up to AT_ONCE of them; returns for how many."""
    due = sa.select(Notice.member_id).where(Notice.mail_at <= now()).group_by(Notice.member_id)
    members = db.session.scalars(due.order_by(sa.func.min(Notice.mail_at), Notice.member_id).limit(AT_ONCE)).all()
    db.session.rollback()
    return sum(_attempt(member_id) for member_id in members)


def _attempt(member_id: uuid.UUID) -> bool:
    try:
        return mail_member(member_id=member_id)
    except Exception as failure:  # one member's mails that cannot be written must not hold up those of others
        # The text of a failure may repeat what the mail is about: only its kind is logged.
        log.warning("The notices of a member were not mailed (%s)", type(failure).__name__)
        _postpone(member_id)
        return False


@atomic
def mail_member(*, member_id: uuid.UUID) -> bool:
    """Write the mails that are due to one member, who is held meanwhile, so that no two workers write the same; and
    note that they were written, in the same transaction. Says whether there was anything to do.

    Whom another worker holds is its business: several share the members, and wait for none.
    """
    held = sa.select(Member).where(Member.id == member_id).with_for_update(skip_locked=True, key_share=True, of=Member)
    member = db.session.scalar(held, execution_options={"populate_existing": True})
    if member is None:
        return False
    due = sa.select(Notice).where(Notice.member_id == member_id, Notice.mail_at <= now())
    notices = db.session.scalars(due.order_by(Notice.at, Notice.id).with_for_update()).all()
    choices = queries.find_choices(member)
    if not member.is_active or is_paused(member, choices):
        for notice in notices:
            notice.mail(None, None)
        return bool(notices)
    lines = _list_readable(member, notices)
    for notice in set(notices) - {line.notice for line in lines}:
        db.session.delete(notice)
    lines = [line for line in lines if _is_still_wanted(member, line.notice, line.notice.mailing, choices)]
    _send_singles(member, [line for line in lines if line.notice.mailing is Mailing.SINGLE], choices)
    _send_digest(member, [line for line in lines if line.notice.mailing is not Mailing.SINGLE], choices)
    return bool(notices)


@atomic
def still_holds(about: str) -> bool:
    """Whether a mail that waits may leave: whether its reader may and wants to be told, in a mail of its sort, of
    everything that is in it. Where that is so of a part of a digest, it is written anew with that part.

    about: what `_about` made of the mail's notices. The reader is held, as while mails are written to them.
    """
    mailings = {uuid.UUID(hex=identity): Mailing(mailing) for identity, mailing in json.loads(about).items()}
    told = sa.select(Notice).where(Notice.id.in_(mailings))
    member = db.session.scalar(sa.select(Member).where(Member.id.in_(told.with_only_columns(Notice.member_id))))
    if member is None:
        return False
    lock(member)
    notices = db.session.scalars(told.order_by(Notice.at, Notice.id).with_for_update()).all()
    choices = queries.find_choices(member)
    if not member.is_active or is_paused(member, choices):
        return False
    unread = [line for line in _list_readable(member, notices) if line.notice.read_at is None]
    lines = [line for line in unread if _is_still_wanted(member, line.notice, mailings[line.notice.id], choices)]
    if lines and len(lines) < len(mailings):
        kept = {line.notice.id: mailings[line.notice.id] for line in lines}
        emails.send_digest(member, lines, about=_about(kept))
    return len(lines) == len(mailings)


def is_paused(member: Member, choices: Choices) -> bool:
    """Whether a member wants no mails for the time being."""
    until = choices.settings.paused_until
    return until is not None and now().astimezone(clock_of(member.time_zone)).date() < until


def _list_readable(member: Member, notices: Sequence[Notice]) -> list[Line]:
    """What the member may read of these notices; where the site gives a thing its title, in their language."""
    with in_language(member.language):
        return queries.only_readable(member, notices)


def _is_still_wanted(member: Member, notice: Notice, mailing: Mailing | None, choices: Choices) -> bool:
    """Whether such a mail is what the member wants by now: they may have chosen while they were being told, which holds
    nobody, or since it was written. Otherwise the notice follows their choice."""
    reader = Reader(member, choices.level(notice.group_id, notice.kind), choices.settings)
    wanted, mail_at = when_to_mail(reader, notice.concerns)
    if wanted is not mailing:
        notice.mail(wanted, mail_at)
        return False
    return True


def _about(mailings: Mapping[uuid.UUID, Mailing | None]) -> str:
    """What a mail says to `still_holds` of the notices that it tells of, by their ids, each with its mail's sort."""
    return json.dumps({identity.hex: mailing for identity, mailing in mailings.items()})


def _send_singles(member: Member, lines: Sequence[Line], choices: Choices) -> None:
    for line in lines:
        notice = line.notice
        level = choices.level(notice.group_id, notice.kind)
        about = _about({notice.id: notice.mailing})
        notice.note_mailed()
        emails.send_news(member, line.found, about=about, whole=level is Level.ALL)


def _send_digest(member: Member, lines: Sequence[Line], choices: Choices) -> None:
    """Write one digest for the day and, if it is due too, for the week, unless there was one today or this week."""
    told: list[Line] = []
    for mailing in (Mailing.DAILY, Mailing.WEEKLY):
        these = [line for line in lines if line.notice.mailing is mailing]
        if these and _mark(member, mailing):
            told += these
        else:
            due = next_morning(mailing, now(), choices.settings.morning, clock_of(member.time_zone))
            for line in these:
                line.notice.mail(mailing, due)
    about = _about({line.notice.id: line.notice.mailing for line in told})
    for line in told:
        line.notice.note_mailed()
    if told:
        emails.send_digest(member, told, about=about)


def _mark(member: Member, mailing: Mailing) -> bool:
    """Note that the digest of today or this week is written; False where it was before."""
    day = day_of(mailing, now(), clock_of(member.time_zone))
    if db.session.get(DigestSent, (member.id, mailing, day)) is not None:
        return False
    db.session.add(DigestSent(member_id=member.id, mailing=mailing, day=day))
    return True


@atomic
def _postpone(member_id: uuid.UUID) -> None:
    due = sa.update(Notice).where(Notice.member_id == member_id, Notice.mail_at <= now())
    db.session.execute(due.values(mail_at=now() + TRY_AGAIN))
