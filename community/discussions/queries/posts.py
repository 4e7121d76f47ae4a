"""The posts of topics."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from community.accounts.models import Member
from community.db import db
from community.discussions.models import PAGE_SIZE, Post, PostEdition, Topic
from community.groups.models import Group
from community.groups.queries import visible_to

EDITIONS_SHOWN = 50
REMOVED_SHOWN = 50


def find_post(viewer: Member | None, slug: str, post_id: uuid.UUID) -> Post | None:
    """A post that can be read, with its topic, of the group at this address, if `viewer` may know of the group."""
    readable = Post.body_sealed.is_not(None), Post.removed_at.is_(None), Topic.removed_at.is_(None)
    post: Post | None = db.session.scalar(_at(viewer, slug, post_id).where(*readable))
    return post


def find_destroyable(viewer: Member | None, slug: str, post_id: uuid.UUID) -> Post | None:
    """As `find_post`, and what `viewer` wrote and coordinators removed, alone or with its topic."""
    readable = sa.and_(Post.removed_at.is_(None), Topic.removed_at.is_(None))
    own = Post.author_id == viewer.id if viewer else sa.false()
    has_text = Post.body_sealed.is_not(None)
    post: Post | None = db.session.scalar(_at(viewer, slug, post_id).where(has_text, sa.or_(readable, own)))
    return post


def find_removed(viewer: Member | None, slug: str, post_id: uuid.UUID) -> Post | None:
    """A post that was removed and can still be put back, or the first one of a topic that was; otherwise as
    `find_post`."""
    alone = sa.and_(Post.removed_at.is_not(None), Post.body_sealed.is_not(None))
    removed = sa.or_(alone, sa.and_(Post.number == 1, Topic.removed_at.is_not(None)))
    post: Post | None = db.session.scalar(_at(viewer, slug, post_id).where(removed))
    return post


def _at(viewer: Member | None, slug: str, post_id: uuid.UUID) -> sa.Select[Any]:
    return (
        sa.select(Post)
        .join(Post.topic)
        .join(Topic.group)
        .where(Post.id == post_id, Group.slug == slug, visible_to(viewer))
        .options(contains_eager(Post.topic).contains_eager(Topic.group), joinedload(Post.author))
    )


def list_removed(group: Group) -> Sequence[Post]:
    """The first posts of topics that can still be put back, with the topics, latest removed first."""
    statement = (
        sa.select(Post)
        .join(Post.topic)
        .where(Topic.group_id == group.id, Topic.removed_at.is_not(None), Post.number == 1)
        .options(contains_eager(Post.topic))
    )
    return db.session.scalars(statement.order_by(Topic.removed_at.desc(), Topic.id).limit(REMOVED_SHOWN)).all()


def list_removed_of(member: Member, group: Group) -> Sequence[Post]:
    """What a member wrote in a group and coordinators removed, alone or with its topic: newest first."""
    statement = (
        sa.select(Post)
        .join(Post.topic)
        .where(Topic.group_id == group.id, Post.author_id == member.id, Post.body_sealed.is_not(None))
        .where(sa.or_(Post.removed_at.is_not(None), Topic.removed_at.is_not(None)))
    )
    return db.session.scalars(statement.order_by(Post.created_at.desc(), Post.id).limit(REMOVED_SHOWN)).all()


def list_posts(topic: Topic, page: int) -> Sequence[Post]:
    """The posts of one page, with their authors, in the order in which they were written."""
    first = (page - 1) * PAGE_SIZE + 1
    statement = sa.select(Post).where(Post.topic_id == topic.id, Post.number >= first, Post.number < first + PAGE_SIZE)
    return db.session.scalars(statement.order_by(Post.number).options(joinedload(Post.author))).all()


def list_answered(topic: Topic, posts: Iterable[Post], *more: int) -> dict[int, Post]:
    """The posts that these answer, and those with these numbers, by their number, with their authors."""
    numbers = {*more, *(post.answers for post in posts if post.answers is not None)}
    statement = sa.select(Post).where(Post.topic_id == topic.id, Post.number.in_(numbers))
    found = db.session.scalars(statement.options(joinedload(Post.author))) if numbers else ()
    return {post.number: post for post in found}


def list_editions(post: Post) -> Sequence[PostEdition]:
    """What a post said before, latest first."""
    statement = sa.select(PostEdition).where(PostEdition.post_id == post.id)
    return db.session.scalars(statement.order_by(PostEdition.number.desc()).limit(EDITIONS_SHOWN)).all()


def list_posts_by(member: Member) -> Sequence[Post]:
    """Everything that a member wrote and that still has a text, with topics and groups, newest first."""
    statement = (
        sa.select(Post)
        .join(Post.topic)
        .join(Topic.group)
        .where(Post.author_id == member.id, Post.body_sealed.is_not(None))
        .options(contains_eager(Post.topic).contains_eager(Topic.group))
    )
    return db.session.scalars(statement.order_by(Post.created_at.desc(), Post.id)).all()
