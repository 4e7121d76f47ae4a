"""What was announced, and who reads it."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from community.accounts.models import Member
from community.db import db
from community.groups.models import Announcement, Group, Membership, MembershipState
from community.groups.queries.groups import visible_to
from community.web.pagination import Page, paginate

SIZE = 20


def find_announcement(viewer: Member | None, slug: str, announcement_id: uuid.UUID) -> Announcement | None:
    """An announcement of the group at this address, if `viewer` may know of the group."""
    return db.session.scalar(
        sa.select(Announcement)
        .join(Announcement.group)
        .where(Announcement.id == announcement_id, Group.slug == slug, visible_to(viewer))
        .options(contains_eager(Announcement.group), joinedload(Announcement.author))
    )


def list_announcements(group: Group, after: str | None = None) -> Page[Announcement]:
    """A page of what was announced, newest first."""
    statement = sa.select(Announcement).where(Announcement.group_id == group.id)
    by = (Announcement.created_at.desc(), Announcement.id.desc())
    return paginate(statement, by=by, after=after, size=SIZE)


def list_announcements_by(member: Member) -> Sequence[Announcement]:
    """Everything that a member announced, with the groups, newest first."""
    statement = sa.select(Announcement).join(Announcement.group).where(Announcement.author_id == member.id)
    with_groups = statement.options(contains_eager(Announcement.group))
    return db.session.scalars(with_groups.order_by(Announcement.created_at.desc(), Announcement.id)).all()


def list_readers(group: Group) -> Sequence[Member]:
    """Everybody who gets the mails of a group."""
    return db.session.scalars(
        sa.select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(
            Membership.group_id == group.id,
            Membership.state == MembershipState.ACTIVE,
            Member.is_active,
        )
        .order_by(Member.id)
    ).all()
