"""Telling everybody in a group of something new: one errand, done in steps that are each whole."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from community.accounts.models import Member
from community.clocks import clock_of
from community.db import atomic, db, now
from community.errands import defer
from community.groups.works import get_kind
from community.notifications import queries
from community.notifications.models import MOST_NEWS, Level, Mailing, Notice
from community.notifications.mornings import next_morning
from community.notifications.queries import Reader

AT_ONCE = 200  # members that one step tells
# Of one thing that nobody has read of meanwhile, mails come no closer together than this.
APART = timedelta(hours=1)


def notify(
    kind: str,
    subject_id: uuid.UUID,
    group_id: uuid.UUID,
    *,
    actor: Member | None,
    concerns: Collection[uuid.UUID] = (),
    only: Collection[uuid.UUID] | None = None,
) -> None:
    """Have everybody in a group told of something new, each as they asked for; part of an operation.

    kind, subject_id: the thing, see groups/works.py. actor: who did it, and is not told; None for the site itself.
    concerns: the members whom it is about. only: nobody but these is told; None for everybody in the group.
    Whoever may not open the thing is not told of it. Raises KeyError for a kind that nobody registered.
    """
    defer(
        "notifications.spread",
        about=get_kind(kind).name,
        subject=subject_id.hex,
        group=group_id.hex,
        actor=actor.id.hex if actor else "",
        concerns=sorted(one.hex for one in set(concerns)),
        only=None if only is None else sorted(one.hex for one in set(only)),
        at=now().isoformat(),
    )


@atomic
def spread(
    *,
    about: str,
    subject: str,
    group: str,
    actor: str,
    concerns: list[str],
    only: list[str] | None,
    at: str,
    after: str = "",
) -> None:
    """Tell the next members of a group, and leave those behind them to another errand of the same transaction: however
    a worker ends, nobody is told twice, and nobody forgotten."""
    kind, subject_id, group_id = get_kind(about), uuid.UUID(hex=subject), uuid.UUID(hex=group)
    work = kind.load([subject_id]).get(subject_id)
    if work is None or work.group_id != group_id:  # it is gone again
        return
    readers = queries.list_readers(kind, group_id, only=_ids(only), after=_id(after), most=AT_ONCE)
    told = [reader for reader in readers.items if reader.member.id.hex != actor and reader.level is not Level.NONE]
    moment = datetime.fromisoformat(at)
    notices = _hold_notices([reader.member.id for reader in told], about, subject_id, group_id, moment)
    for reader in told:
        _renew(notices[reader.member.id], reader, reader.member.id.hex in concerns, moment)
    if readers.last is not None:
        defer(
            "notifications.spread",
            about=about,
            subject=subject,
            group=group,
            actor=actor,
            concerns=concerns,
            only=only,
            at=at,
            after=readers.last.hex,
        )


def _renew(notice: Notice, reader: Reader, concerned: bool, at: datetime) -> None:
    is_unread = notice.news > 0 and notice.read_at is None
    notice.news = min(notice.news + 1, MOST_NEWS) if is_unread else 1
    notice.concerns = concerned or (is_unread and notice.concerns)
    notice.at, notice.read_at = max(notice.at, at), None
    if notice.mailing is Mailing.SINGLE:  # that one will tell this, too
        return
    mailing, mail_at = when_to_mail(reader, concerned, notice.mailed_at if is_unread else None)
    if mail_at and notice.mail_at and notice.mailing is mailing:
        mail_at = min(mail_at, notice.mail_at)  # what is due already is not put off until tomorrow by what is new
    notice.mail(mailing, mail_at)


def when_to_mail(
    reader: Reader, concerned: bool, mailed_at: datetime | None = None
) -> tuple[Mailing | None, datetime | None]:
    """In which mail somebody is told of something, and when: as they chose.

    mailed_at: when a mail told of the same thing that they have not read of since.
    """
    moment, clock, settings = now(), clock_of(reader.member.time_zone), reader.settings
    if settings.paused_until and moment.astimezone(clock).date() < settings.paused_until:
        return None, None
    if reader.level is Level.ALL or (reader.level is Level.MINE and concerned):
        return Mailing.SINGLE, max(moment, mailed_at + APART) if mailed_at else moment
    if reader.level in (Level.DAILY, Level.WEEKLY) and settings.digests:
        mailing = Mailing(reader.level.value)
        return mailing, next_morning(mailing, moment, settings.morning, clock)
    return None, None


def _hold_notices(
    member_ids: Sequence[uuid.UUID], kind: str, subject_id: uuid.UUID, group_id: uuid.UUID, at: datetime
) -> Mapping[uuid.UUID, Notice]:
    """The notices of these members about one thing, made where there are none, held until the end."""
    if not member_ids:
        return {}
    same = {"kind": kind, "subject_id": subject_id, "group_id": group_id, "at": at, "concerns": False, "news": 0}
    rows: list[dict[str, Any]] = [{"id": uuid.uuid4(), "member_id": one, **same} for one in member_ids]
    insert = postgresql.insert if db.session.connection().dialect.name == "postgresql" else sqlite.insert
    # Two workers may tell of the same thing at a time: whoever comes second waits, and finds the row of the first.
    db.session.execute(insert(Notice).on_conflict_do_nothing(), rows)
    found = sa.select(Notice).where(
        Notice.kind == kind, Notice.subject_id == subject_id, Notice.member_id.in_(member_ids)
    )
    held = found.order_by(Notice.member_id).with_for_update().execution_options(populate_existing=True)
    return {notice.member_id: notice for notice in db.session.scalars(held)}


def _ids(given: list[str] | None) -> list[uuid.UUID] | None:
    return None if given is None else [uuid.UUID(hex=one) for one in given]


def _id(given: str) -> uuid.UUID | None:
    return uuid.UUID(hex=given) if given else None
