"""What a copy of a member's data tells beside their posts."""

from collections.abc import Sequence

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db
from community.discussions.models import Post, PostEdition, Topic, TopicReading


def list_editions_by(member: Member) -> Sequence[tuple[PostEdition, Topic]]:
    """What a member's posts said before, with the topics, newest first."""
    rows = (
        sa.select(PostEdition, Topic)
        .join(Post, Post.id == PostEdition.post_id)
        .join(Topic, Topic.id == Post.topic_id)
        .where(Post.author_id == member.id)
        .order_by(PostEdition.written_at.desc(), PostEdition.id)
    )
    return [(edition, topic) for edition, topic in db.session.execute(rows)]


def list_readings_of(member: Member) -> Sequence[tuple[Topic, int]]:
    """The topics of which a member has read something, and up to which post."""
    rows = (
        sa.select(Topic, TopicReading.until)
        .join(TopicReading, TopicReading.topic_id == Topic.id)
        .where(TopicReading.member_id == member.id)
        .order_by(Topic.created_at, Topic.id)
    )
    return [(topic, until) for topic, until in db.session.execute(rows)]
