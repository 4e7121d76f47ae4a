"""Beginning topics, answering, and what authors do with their own posts."""

import uuid

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.discussions import queries
from community.discussions.mentions import find_handles
from community.discussions.models import Post, PostEdition, PostReport, Topic, TopicReading
from community.discussions.operations.holding import enter, hold_open, hold_readable
from community.discussions.refusals import AnswersNothing, PostGone, ReportOpen
from community.finding.operations import renew
from community.groups.models import Group
from community.groups.operations import take_part
from community.members.models.blocks import blockers_among
from community.notifications.operations import notify

KIND = "topic"


@atomic
def start(*, actor: Member, group: Group, title: str, body: str, language: str) -> Topic:
    """Begin a topic with its first post. Refuses with GroupAtRest, NotTakingPart."""
    take_part(actor, group.id)
    topic = Topic(group_id=group.id, author_id=actor.id, language=language)
    topic.title = title
    db.session.add(topic)
    db.session.flush()
    _add(actor, topic, body, language, None)
    _tell(actor, topic, group, body, set())
    return topic


@atomic
def reply(*, actor: Member, topic: Topic, body: str, language: str, answers: int | None = None) -> Post:
    """Write a post at the end of a topic.

    answers: the number of the post that it answers. Refuses with NotInside, GroupAtRest, TopicClosed, AnswersNothing.
    """
    hold_open(actor, topic)
    if answers is not None and not _is_there(topic, answers):
        raise AnswersNothing
    concerns = queries.list_writers(topic)
    post = _add(actor, topic, body, language, answers)
    topic.replies += 1
    _tell(actor, topic, db.session.get_one(Group, topic.group_id), body, concerns)
    return post


@atomic
def edit(*, actor: Member, post: Post, body: str, language: str, title: str | None = None) -> None:
    """Change one's own post; what it said before can still be read by the group.

    title: of the topic, with its first post; None leaves it.
    Refuses with NotInside, GroupAtRest, TopicClosed, PostGone.
    """
    topic = db.session.get_one(Topic, post.topic_id)
    hold_open(actor, topic)
    hold_readable(post)
    title = title if post.number == 1 else None
    if (post.body, post.language, topic.title) == (body, language, title or topic.title):
        return
    _keep_edition(post, topic if title else None)
    post.body, post.language, post.edited_at = body, language, now()
    post.edition += 1
    if title:
        topic.title, topic.language = title, language
    renew(KIND, topic.id)


@atomic
def delete(*, actor: Member, post: Post) -> None:
    """Destroy one's own post with all that it ever said, also in a closed topic or a group at rest.

    What coordinators removed, too: they cannot put it back any more. Its place stays while somebody answers it; a
    topic in which nobody else wrote goes with its first post.
    Refuses with NotInside, PostGone, ReportOpen.
    """
    topic = db.session.get_one(Topic, post.topic_id)
    enter(actor, topic.group_id)
    lock(topic)
    lock(post)
    if post.body_sealed is None:
        raise PostGone
    # Reports about a removed topic wait for nobody.
    if topic.removed_at is None and _is_reported(post):
        raise ReportOpen
    if post.number == 1 and not _has_others(topic):
        db.session.delete(topic)
    elif post.number == 1 or _is_answered(post):
        _destroy(post)
    else:
        db.session.delete(post)
        topic.replies -= 1
    renew(KIND, topic.id)


@atomic
def see(*, actor: Member, topic: Topic, until: int) -> None:
    """Note for oneself, and for nobody else, that one has read the posts up to a number; never less than before."""
    enter(actor, topic.group_id)
    _note_reading(actor, topic, min(until, topic.last_number))


def _note_reading(member: Member, topic: Topic, until: int) -> None:
    insert = postgresql.insert if db.session.connection().dialect.name == "postgresql" else sqlite.insert
    row = insert(TopicReading).values(topic_id=topic.id, member_id=member.id, until=until)
    further = sa.case((TopicReading.until < row.excluded.until, row.excluded.until), else_=TopicReading.until)
    db.session.execute(row.on_conflict_do_update(index_elements=["topic_id", "member_id"], set_={"until": further}))


def _destroy(post: Post) -> None:
    """Destroy the texts of a post, and what was told about them; its place stays."""
    post.body, post.edited_at, post.removed_at = None, None, None
    for model in (PostEdition, PostReport):
        db.session.execute(sa.delete(model).where(model.post_id == post.id))


def _add(actor: Member, topic: Topic, body: str, language: str, answers: int | None) -> Post:
    topic.last_number += 1
    topic.last_at = now()
    post = Post(topic_id=topic.id, author_id=actor.id, number=topic.last_number, answers=answers, language=language)
    post.body = body
    db.session.add(post)
    db.session.flush()
    _note_reading(actor, topic, post.number)
    return post


def _tell(actor: Member, topic: Topic, group: Group, body: str, concerns: set[uuid.UUID]) -> None:
    """Tell the group; those who wrote in the topic or are mentioned are meant, but not whoever blocked the author."""
    meant = concerns | {member.id for member in queries.find_mentioned(group, find_handles(body))}
    meant -= blockers_among(meant, actor.id)
    renew(KIND, topic.id)
    notify(KIND, topic.id, group.id, actor=actor, concerns=meant - {actor.id})


def _keep_edition(post: Post, topic: Topic | None) -> None:
    edition = PostEdition(post_id=post.id, number=post.edition, language=post.language, written_at=post.written_at)
    edition.title, edition.body = topic.title if topic else None, post.body
    db.session.add(edition)


def _is_there(topic: Topic, number: int) -> bool:
    answered = sa.select(Post).where(Post.topic_id == topic.id, Post.number == number)
    post = db.session.scalar(answered, execution_options={"populate_existing": True})
    return post is not None and post.is_readable


def _is_reported(post: Post) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(PostReport.post_id == post.id))))


def _is_answered(post: Post) -> bool:
    answers = sa.exists().where(Post.topic_id == post.topic_id, Post.answers == post.number)
    return bool(db.session.scalar(sa.select(answers)))


def _has_others(topic: Topic) -> bool:
    others = sa.exists().where(Post.topic_id == topic.id, Post.number > 1)
    return bool(db.session.scalar(sa.select(others)))
