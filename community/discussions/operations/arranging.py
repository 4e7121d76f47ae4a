"""What coordinators do with topics and posts."""

import sqlalchemy as sa

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.discussions.models import Post, PostReport, Topic, TopicState
from community.discussions.operations.holding import hold_readable
from community.discussions.operations.writing import KIND
from community.discussions.refusals import PostGone
from community.finding.operations import renew
from community.groups.models import Group
from community.groups.operations import hold_charge


@atomic
def close(*, actor: Member, topic: Topic) -> None:
    """Let nobody write in a topic any more. Refuses with GroupAtRest, NotTakingPart, NotCoordinating."""
    _hold(actor, topic)
    topic.state = TopicState.CLOSED


@atomic
def reopen(*, actor: Member, topic: Topic) -> None:
    """Let a closed topic take posts again. Refuses with GroupAtRest, NotTakingPart, NotCoordinating."""
    _hold(actor, topic)
    topic.state = TopicState.OPEN


@atomic
def pin(*, actor: Member, topic: Topic) -> None:
    """Keep a topic on top. Refuses with GroupAtRest, NotTakingPart, NotCoordinating."""
    _hold(actor, topic)
    topic.pinned_at = topic.pinned_at or now()


@atomic
def unpin(*, actor: Member, topic: Topic) -> None:
    """Let a topic stand among the others. Refuses with GroupAtRest, NotTakingPart, NotCoordinating."""
    _hold(actor, topic)
    topic.pinned_at = None


@atomic
def remove(*, actor: Member, post: Post) -> None:
    """Hide a post from the members, and with the first one its whole topic, also in a group at rest.

    Coordinators can put it back for a month; then it is destroyed. What was told about it is settled.
    Refuses with NotTakingPart, NotCoordinating, PostGone.
    """
    topic = db.session.get_one(Topic, post.topic_id)
    _hold(actor, topic, at_rest=True)
    hold_readable(post)
    if topic.removed_at is not None:
        raise PostGone
    if post.number == 1:
        topic.removed_at = now()
    else:
        post.removed_at = now()
    db.session.execute(sa.delete(PostReport).where(PostReport.post_id == post.id))
    _record(actor, "discussions.remove", topic)


@atomic
def put_back(*, actor: Member, post: Post) -> None:
    """Let the members read again what was removed, with the first post its whole topic.

    The topic comes back, too, where the first post was destroyed by its author meanwhile.
    Refuses with NotTakingPart, NotCoordinating, PostGone.
    """
    topic = db.session.get_one(Topic, post.topic_id)
    _hold(actor, topic, at_rest=True)
    lock(post)
    if post.number == 1 and topic.removed_at is not None:
        topic.removed_at = None
    elif post.body_sealed is None:
        raise PostGone
    post.removed_at = None
    _record(actor, "discussions.put_back", topic)


def _record(actor: Member, action: str, topic: Topic) -> None:
    group = db.session.get_one(Group, topic.group_id)
    audit.record(actor, action, group, place=group)
    renew(KIND, topic.id)


def _hold(actor: Member, topic: Topic, *, at_rest: bool = False) -> None:
    hold_charge(actor, topic.group_id, at_rest=at_rest)
    lock(topic)
