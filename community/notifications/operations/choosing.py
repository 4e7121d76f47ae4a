"""Choosing what one is told, where, and how; what still waits to be mailed follows at once."""

import uuid
from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from community.accounts.models import Member
from community.clocks import time_zones
from community.db import atomic, db, lock
from community.groups.models import Group
from community.notifications import queries
from community.notifications.models import Level, Notice, NoticePreference, NoticeSettings
from community.notifications.operations.notifying import when_to_mail
from community.notifications.queries import Reader
from community.notifications.tokens import Subscription

AS_BEFORE = ""  # nothing was chosen for this kind in this group


@atomic
def choose(
    *,
    actor: Member,
    levels: Mapping[str, Level],
    language: str,
    digests: bool,
    morning: int,
    time_zone: str,
    paused_until: date | None,
) -> None:
    """Choose what one is told in all groups for which nothing else is chosen, and when.

    levels: by the name of the kind; others stay as they are. language: of mails, and of the site at a bare address.
    morning: the hour of the digest. Raises ValueError for a time zone that is none.
    """
    lock(actor)
    if time_zone and time_zone not in time_zones():
        raise ValueError("There is no such time zone.")
    settings = _hold_settings(actor)
    settings.digests, settings.ended_by_link = digests, False
    settings.morning, settings.paused_until = morning, paused_until
    actor.language, actor.time_zone = language, time_zone
    for kind, level in levels.items():
        _set_level(actor, None, kind, level)
    _follow(actor)


@atomic
def choose_in_group(*, actor: Member, group: Group, levels: Mapping[str, Level | None]) -> None:
    """Choose what one is told in one group; None where what was chosen for all groups is to hold."""
    lock(actor)
    for kind, level in levels.items():
        _set_level(actor, group.id, kind, level)
    _follow(actor)


@atomic
def unsubscribe(subscription: Subscription) -> None:
    """End the mails that a link names, and nothing else; in the site one goes on being told.

    Once is as good as often. Whoever has left the group finds it ended should they come back; where the account is gone
    there is nothing to do.
    """
    member = _hold_member(subscription)
    if member is None:
        return
    if subscription.group_id is None or subscription.kind is None:
        settings = _hold_settings(member)
        settings.ended_by_link = settings.ended_by_link or settings.digests
        settings.digests = False
    elif wants_mail(subscription):
        row = _find_row(member, subscription.group_id, subscription.kind)
        before = row.level.value if row else AS_BEFORE
        _set_level(member, subscription.group_id, subscription.kind, Level.SITE, before)
    _follow(member)


@atomic
def subscribe_again(subscription: Subscription) -> None:
    """Take back what `unsubscribe` did; whatever the member has chosen since then stays."""
    member = _hold_member(subscription)
    if member is None:
        return
    if subscription.group_id is None or subscription.kind is None:
        settings = _hold_settings(member)
        settings.digests, settings.ended_by_link = settings.digests or settings.ended_by_link, False
        return
    row = _find_row(member, subscription.group_id, subscription.kind)
    # What somebody chose in their settings says nothing of before: no old link overrules it.
    if row is not None and row.before is not None:
        if row.before == AS_BEFORE:
            db.session.delete(row)
        else:
            row.level, row.before = Level(row.before), None


def wants_mail(subscription: Subscription) -> bool:
    """Whether the mails that a link names still come."""
    member = db.session.get(Member, subscription.member_id)
    if member is None:
        return False
    choices = queries.find_choices(member)
    if subscription.group_id is None or subscription.kind is None:
        return choices.settings.digests
    return choices.level(subscription.group_id, subscription.kind) not in (Level.SITE, Level.NONE)


def can_subscribe_again(subscription: Subscription) -> bool:
    """Whether there is anything that `subscribe_again` would take back."""
    member = db.session.get(Member, subscription.member_id)
    if member is None:
        return False
    if subscription.group_id is None or subscription.kind is None:
        return queries.get_settings(member).ended_by_link
    row = _find_row(member, subscription.group_id, subscription.kind)
    return row is not None and row.before is not None


def _hold_member(subscription: Subscription) -> Member | None:
    member = db.session.get(Member, subscription.member_id)
    if member is not None:
        lock(member)
    return member


def _hold_settings(member: Member) -> NoticeSettings:
    settings = queries.get_settings(member)
    db.session.add(settings)
    return settings


def _find_row(member: Member, group_id: uuid.UUID | None, kind: str) -> NoticePreference | None:
    mine = sa.select(NoticePreference).where(NoticePreference.member_id == member.id, NoticePreference.kind == kind)
    return db.session.scalar(mine.where(NoticePreference.group_id.is_not_distinct_from(group_id)))


def _set_level(
    member: Member, group_id: uuid.UUID | None, kind: str, level: Level | None, before: str | None = None
) -> None:
    row = _find_row(member, group_id, kind)
    if level is None:
        if row is not None:
            db.session.delete(row)
        return
    if row is None:
        row = NoticePreference(member_id=member.id, group_id=group_id, kind=kind)
        db.session.add(row)
    row.level, row.before = level, before


def _follow(member: Member) -> None:
    """Have what still waits to be mailed go by what was chosen just now."""
    db.session.flush()
    choices = queries.find_choices(member)
    waiting = sa.select(Notice).where(Notice.member_id == member.id, Notice.mail_at.is_not(None))
    for notice in db.session.scalars(waiting.order_by(Notice.id).with_for_update()):
        reader = Reader(member, choices.level(notice.group_id, notice.kind), choices.settings)
        notice.mail(*when_to_mail(reader, notice.concerns))
