"""Reading what was announced."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from community.accounts.models import Member
from community.announcements.models import MOST_PINNED, Announcement, AnnouncementEdition
from community.db import db
from community.groups.models import Group, Visibility
from community.groups.queries import visible_to
from community.groups.works import Work
from community.web.pagination import Page, paginate

SIZE = 20
IN_FEED = 50
EDITIONS_SHOWN = 20
_NEWEST_FIRST = (Announcement.created_at.desc(), Announcement.id.desc())


def find_announcement(viewer: Member | None, slug: str, announcement_id: uuid.UUID) -> Announcement | None:
    """An announcement of the group at this address, if `viewer` may know of the group."""
    return _find(slug, announcement_id, visible_to(viewer))


def find_published(viewer: Member | None, slug: str, announcement_id: uuid.UUID) -> Announcement | None:
    """An announcement that everyone may read."""
    return _find(slug, announcement_id, Announcement.is_published())


def find_public_group(viewer: Member | None, slug: str) -> Group | None:
    """The group at this address, if it shows itself to everyone: to others it is not there, whoever looks."""
    return db.session.scalar(sa.select(Group).where(Group.slug == slug, Group.visibility == Visibility.PUBLIC))


def list_announcements(group: Group, after: str | None = None, *, public: bool = False) -> Page[Announcement]:
    """A page of what was announced and is not pinned, newest first; with `public` what everyone may read."""
    statement = _of(group, public=public).where(Announcement.pinned_at.is_(None))
    return paginate(statement, by=_NEWEST_FIRST, after=after, size=SIZE)


def list_pinned(group: Group, *, public: bool = False) -> Sequence[Announcement]:
    """What is pinned, latest pinned first; with `public` what everyone may read."""
    statement = _of(group, public=public).where(Announcement.pinned_at.is_not(None))
    return db.session.scalars(statement.order_by(Announcement.pinned_at.desc(), Announcement.id)).all()


def list_newest(group: Group, most: int, *, public: bool = False) -> Sequence[Announcement]:
    """So many announcements, pinned ones first, then the newest; with `public` those that everyone may read."""
    return db.session.scalars(_select_newest(public=public), {"group_id": group.id, "most": most}).all()


def list_for_feed(group: Group) -> Sequence[Announcement]:
    """The newest announcements that everyone may read, with their authors."""
    statement = _of(group, public=True).options(joinedload(Announcement.author))
    return db.session.scalars(statement.order_by(*_NEWEST_FIRST).limit(IN_FEED)).all()


def count_pinned(group: Group) -> int:
    """How many announcements are pinned."""
    pinned = sa.select(sa.func.count()).where(Announcement.group_id == group.id, Announcement.pinned_at.is_not(None))
    return db.session.scalars(pinned).one()


def has_room_for_pin(group: Group) -> bool:
    """Whether one more announcement can be pinned."""
    return count_pinned(group) < MOST_PINNED


def list_editions(announcement: Announcement) -> Sequence[AnnouncementEdition]:
    """What an announcement said before, latest first; of more than EDITIONS_SHOWN, the latest."""
    statement = sa.select(AnnouncementEdition).where(AnnouncementEdition.announcement_id == announcement.id)
    return db.session.scalars(statement.order_by(AnnouncementEdition.number.desc()).limit(EDITIONS_SHOWN)).all()


def list_announcements_by(member: Member) -> Sequence[Announcement]:
    """Everything that a member announced, with the groups, newest first."""
    statement = _with_group().where(Announcement.author_id == member.id)
    return db.session.scalars(statement.order_by(*_NEWEST_FIRST)).all()


def load_works(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    """These announcements, as notices and search need them."""
    rows = db.session.scalars(sa.select(Announcement).where(Announcement.id.in_(ids)))
    return {row.id: _as_work(row) for row in rows}


def _as_work(row: Announcement) -> Work:
    title = str(row.title)
    return Work(
        row.group_id,
        title,
        row.language,
        row.created_at,
        {"announcement_id": row.id},
        f"{title}\n{row.body}",
    )


def _find(slug: str, announcement_id: uuid.UUID, may: sa.ColumnElement[bool]) -> Announcement | None:
    found = _with_group().where(Announcement.id == announcement_id, Group.slug == slug, may)
    announcement: Announcement | None = db.session.scalar(found.options(joinedload(Announcement.author)))
    return announcement


def _with_group() -> sa.Select[Any]:
    return sa.select(Announcement).join(Announcement.group).options(contains_eager(Announcement.group))


@cache
def _select_newest(*, public: bool) -> sa.Select[Any]:
    # Every page of a group asks for it: built once.
    of_group = _select_of(sa.bindparam("group_id"), public=public)
    pinned_first = Announcement.pinned_at.is_(None)
    return of_group.order_by(pinned_first, *_NEWEST_FIRST).limit(sa.bindparam("most", type_=sa.Integer))


def _of(group: Group, *, public: bool) -> sa.Select[Any]:
    return _select_of(group.id, public=public)


def _select_of(group_id: uuid.UUID | sa.BindParameter[uuid.UUID], *, public: bool) -> sa.Select[Any]:
    if not public:
        return sa.select(Announcement).where(Announcement.group_id == group_id)
    return sa.select(Announcement).join(Announcement.group).where(Group.id == group_id, Announcement.is_published())
