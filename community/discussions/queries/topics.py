"""Which topics there are, and what is new in them for somebody."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from community.accounts.models import Member
from community.db import db
from community.discussions.models import Post, Topic, TopicReading
from community.groups.models import Group
from community.groups.queries import visible_to
from community.groups.works import Work
from community.web.pagination import Page, paginate

SIZE = 30
# Search looks into so many of the newest posts of one topic.
SEARCHED = 100
_LATEST_FIRST = (Topic.last_at.desc(), Topic.id.desc())


def find_topic(viewer: Member | None, slug: str, topic_id: uuid.UUID) -> Topic | None:
    """A topic of the group at this address, if `viewer` may know of the group."""
    return db.session.scalar(
        sa.select(Topic)
        .join(Topic.group)
        .where(Topic.id == topic_id, Group.slug == slug, Topic.removed_at.is_(None), visible_to(viewer))
        .options(contains_eager(Topic.group), joinedload(Topic.author))
    )


def list_topics(group: Group, language: str = "", after: str | None = None) -> Page[Topic]:
    """A page of the topics that are not pinned, those with the newest posts first. language: only those in this one."""
    statement = _of(group, language).where(Topic.pinned_at.is_(None))
    return paginate(statement, by=_LATEST_FIRST, after=after, size=SIZE)


def list_pinned(group: Group, language: str = "") -> Sequence[Topic]:
    """The topics that coordinators keep on top, latest pinned first."""
    statement = _of(group, language).where(Topic.pinned_at.is_not(None))
    return db.session.scalars(statement.order_by(Topic.pinned_at.desc(), Topic.id)).all()


def list_newest(group: Group, most: int) -> Sequence[Topic]:
    """The topics in which something was written last."""
    return db.session.scalars(_of(group).order_by(*_LATEST_FIRST).limit(most)).all()


def find_reading(member: Member, topic: Topic) -> int:
    """Up to which post somebody has read a topic; 0 where they have not read it yet."""
    reading = db.session.get(TopicReading, (topic.id, member.id))
    return reading.until if reading else 0


def count_new(member: Member, topics: Iterable[Topic]) -> dict[uuid.UUID, int]:
    """By topic how many posts somebody has not read, without those that went; topics without any are left out."""
    ids = [topic.id for topic in topics]
    unread = (
        sa.select(Post.topic_id, sa.func.count())
        .outerjoin(TopicReading, sa.and_(TopicReading.topic_id == Post.topic_id, TopicReading.member_id == member.id))
        .where(Post.topic_id.in_(ids), Post.number > sa.func.coalesce(TopicReading.until, 0))
        .where(Post.body_sealed.is_not(None), Post.removed_at.is_(None))
        .group_by(Post.topic_id)
    )
    return {row[0]: row[1] for row in db.session.execute(unread)} if ids else {}


def load_works(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    """These topics, as notices and search need them: leading to the newest post."""
    topics = db.session.scalars(sa.select(Topic).where(Topic.id.in_(ids), Topic.removed_at.is_(None))).all()
    texts = _texts([topic.id for topic in topics])
    return {topic.id: _as_work(topic, texts[topic.id]) for topic in topics}


def _texts(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """What the newest posts of these topics say."""
    place = sa.func.row_number().over(partition_by=Post.topic_id, order_by=Post.number.desc())
    readable = sa.select(Post.id, place.label("place")).where(
        Post.topic_id.in_(ids), Post.body_sealed.is_not(None), Post.removed_at.is_(None)
    )
    newest = readable.subquery()
    texts: dict[uuid.UUID, list[str]] = defaultdict(list)
    statement = sa.select(Post).join(newest, newest.c.id == Post.id).where(newest.c.place <= SEARCHED)
    for post in db.session.scalars(statement.order_by(Post.topic_id, Post.number)):
        texts[post.topic_id].append(str(post.body))
    return texts


def _as_work(topic: Topic, texts: list[str]) -> Work:
    title = str(topic.title)
    values: dict[str, Any] = {"topic_id": topic.id}
    if topic.last_page > 1:
        values["page"] = topic.last_page
    if topic.last_number > 1:
        values["_anchor"] = f"post-{topic.last_number}"
    return Work(topic.group_id, title, topic.language, topic.created_at, values, "\n".join([title, *texts]))


def _of(group: Group, language: str = "") -> sa.Select[Any]:
    shown = sa.select(Topic).where(Topic.group_id == group.id, Topic.removed_at.is_(None))
    statement = shown.options(joinedload(Topic.author))
    return statement.where(Topic.language == language) if language else statement
