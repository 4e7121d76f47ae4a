"""How long things are kept, and what goes with those who go."""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import atomic, db, now
from community.discussions.models import Post, PostEdition, PostReport, Topic, TopicReading
from community.discussions.operations.writing import KIND
from community.finding.operations import renew

REMOVED_STAYS = timedelta(days=30)


@atomic
def forget_removed() -> None:
    """Destroy what coordinators removed a month ago: topics whole, of posts the texts."""
    before = now() - REMOVED_STAYS
    old = sa.select(Post.id).where(Post.removed_at < before)
    for statement in (
        sa.delete(Topic).where(Topic.removed_at < before),
        sa.delete(PostEdition).where(PostEdition.post_id.in_(old)),
        sa.update(Post).where(Post.removed_at < before).values(body_sealed=None, removed_at=None),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})


def forget_reading(member_id: uuid.UUID, group_id: uuid.UUID) -> None:
    """Let go of how far somebody has read who leaves a group; part of the operation by which they do."""
    topics = sa.select(Topic.id).where(Topic.group_id == group_id)
    theirs = sa.delete(TopicReading).where(TopicReading.member_id == member_id, TopicReading.topic_id.in_(topics))
    db.session.execute(theirs, execution_options={"synchronize_session": False})


def release_member(member: Member) -> None:
    """Destroy what somebody wrote who is deleted. Places of posts stay, so that answers can be followed; a topic stays
    by its title where somebody else wrote in it. Part of the operation that deletes the member."""
    posts = sa.select(Post.id).where(Post.author_id == member.id)
    others = sa.exists().where(Post.topic_id == Topic.id, Post.author_id != member.id)
    touched = sa.select(Topic.id).join(Post, Post.topic_id == Topic.id).where(Post.author_id == member.id).distinct()
    for topic_id in db.session.scalars(touched).all():
        renew(KIND, topic_id)
    for statement in (
        sa.delete(Topic).where(Topic.author_id == member.id, ~others),
        sa.update(Topic).where(Topic.author_id == member.id).values(author_id=None),
        sa.delete(PostEdition).where(PostEdition.post_id.in_(posts)),
        sa.delete(PostReport).where(PostReport.post_id.in_(posts)),
        sa.delete(PostReport).where(PostReport.reporter_id == member.id),
        sa.update(Post)
        .where(Post.author_id == member.id)
        .values(author_id=None, body_sealed=None, edited_at=None, removed_at=None),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
