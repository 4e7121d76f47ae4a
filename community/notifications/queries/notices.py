"""The notices of a member, each with the thing that it is about, as far as they may open it at this moment."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db
from community.groups.models import Membership, MembershipState
from community.groups.works import Found, find_works, list_kinds
from community.notifications.models import Notice
from community.web.pagination import Page, paginate

SIZE = 30


@dataclass(frozen=True)
class Line:
    """A notice and the thing that it is about, which its reader may open now."""

    notice: Notice
    found: Found


def count_unread(member_id: Any) -> sa.ScalarSelect[int]:
    """How much is new to the member whose id stands in this column, in the groups that they are in."""
    inside = sa.exists().where(
        Membership.group_id == Notice.group_id,
        Membership.member_id == Notice.member_id,
        Membership.state == MembershipState.ACTIVE,
    )
    unread = sa.select(sa.func.count()).where(Notice.member_id == member_id, Notice.read_at.is_(None), inside)
    return unread.scalar_subquery()


def find_notice(viewer: Member | None, notice_id: uuid.UUID) -> Notice | None:
    """The notice with this id, if it is the viewer's own."""
    notice = db.session.get(Notice, notice_id)
    return notice if notice and viewer and notice.member_id == viewer.id else None


def find_work(viewer: Member, notice: Notice) -> Found | None:
    """What a notice is about, if its reader may open it now."""
    return next((line.found for line in only_readable(viewer, [notice])), None)


def only_readable(viewer: Member, notices: Sequence[Notice]) -> list[Line]:
    """Those of the notices whose things are there and open to the one who reads them now, in their order."""
    found: dict[tuple[str, uuid.UUID], Found] = {}
    for kind in {kind.name for kind in list_kinds()} & {notice.kind for notice in notices}:
        works = find_works(viewer, kind, {notice.subject_id for notice in notices if notice.kind == kind})
        found |= {(kind, identity): work for identity, work in works.items()}
    lines = ((notice, found.get((notice.kind, notice.subject_id))) for notice in notices)
    return [Line(notice, work) for notice, work in lines if work is not None]


def list_lines(viewer: Member, after: str | None = None) -> Page[Line]:
    """A page of what somebody has been told, newest first. What they may not open any more is left out, so that a page
    may be short."""
    mine = sa.select(Notice).where(Notice.member_id == viewer.id)
    page = paginate(mine, by=(Notice.at.desc(), Notice.id.desc()), after=after, size=SIZE)
    return Page(only_readable(viewer, page.items), page.next)


def list_all_notices(member: Member) -> Sequence[Notice]:
    """Everything that is kept of what somebody has been told, newest first."""
    mine = sa.select(Notice).where(Notice.member_id == member.id)
    return db.session.scalars(mine.order_by(Notice.at.desc(), Notice.id)).all()


def list_subjects(kind: str, after: uuid.UUID | None, most: int) -> Sequence[uuid.UUID]:
    """The next things of a kind that somebody has been told of, by their ids."""
    statement = sa.select(Notice.subject_id).where(Notice.kind == kind).distinct()
    if after is not None:
        statement = statement.where(Notice.subject_id > after)
    return db.session.scalars(statement.order_by(Notice.subject_id).limit(most)).all()
