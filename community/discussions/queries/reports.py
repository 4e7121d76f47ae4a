"""What was told to coordinators about posts. Nobody reads here what is about themselves."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from community.accounts.models import Member
from community.db import db
from community.discussions.models import Post, PostReport, Topic
from community.groups.models import Group, Membership
from community.groups.queries import visible_to
from community.web.pagination import Page, paginate


def list_reported(viewer: Member, group: Group, after: str | None = None) -> Page[PostReport]:
    """A page of the reports that wait in a group, oldest first, with posts, authors and topics."""
    statement = _select(viewer).where(Topic.group_id == group.id)
    return paginate(statement, by=(PostReport.created_at.asc(), PostReport.id.asc()), after=after, size=20)


def find_report(viewer: Member | None, slug: str, report_id: uuid.UUID) -> PostReport | None:
    """A report that waits in the group at this address, if `viewer` may know of the group and it is not about them."""
    if viewer is None:
        return None
    here = _select(viewer).join(Topic.group).where(PostReport.id == report_id, Group.slug == slug, visible_to(viewer))
    report: PostReport | None = db.session.scalar(here)
    return report


def count_reports(viewer: Member) -> Sequence[tuple[Group, int, datetime]]:
    """How many reports wait in each group that somebody coordinates, and since when the oldest does."""
    if viewer.powers_locked:
        return []
    rows = (
        sa.select(Topic.group_id, sa.func.count().label("waiting"), sa.func.min(PostReport.created_at).label("since"))
        .join_from(PostReport, Post, PostReport.post_id == Post.id)
        .join(Topic, Post.topic_id == Topic.id)
        .join(Membership, Membership.group_id == Topic.group_id)
        .where(Membership.member_id == viewer.id, Membership.is_powerful(), *_known_to(viewer))
        .group_by(Topic.group_id)
        .subquery()
    )
    found = sa.select(Group, rows.c.waiting, rows.c.since).join(rows, rows.c.group_id == Group.id)
    return [(group, count, since) for group, count, since in db.session.execute(found.order_by(rows.c.since, Group.id))]


def list_reports_by(member: Member) -> Sequence[PostReport]:
    """The reports of a member that wait, newest first, with the groups."""
    statement = (
        sa.select(PostReport)
        .join(PostReport.post)
        .join(Post.topic)
        .join(Topic.group)
        .where(PostReport.reporter_id == member.id)
        .options(contains_eager(PostReport.post).contains_eager(Post.topic).contains_eager(Topic.group))
    )
    return db.session.scalars(statement.order_by(PostReport.created_at.desc(), PostReport.id)).all()


def _select(viewer: Member) -> sa.Select[Any]:
    with_post = contains_eager(PostReport.post)
    return (
        sa.select(PostReport)
        .join(PostReport.post)
        .join(Post.topic)
        .where(*_known_to(viewer))
        .options(with_post.contains_eager(Post.topic), with_post.options(joinedload(Post.author)))
    )


def _known_to(viewer: Member) -> tuple[Any, ...]:
    about_others = sa.or_(Post.author_id.is_(None), Post.author_id != viewer.id)
    return about_others, Topic.removed_at.is_(None)
