"""What every operation holds before it writes, always in this order, so that locks form no circle."""

import uuid

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db, lock
from community.discussions.models import Post, Topic
from community.discussions.refusals import NotInside, PostGone, TopicClosed
from community.groups.models import Group, Membership, MembershipState
from community.groups.operations import ensure_active


def enter(actor: Member, group_id: uuid.UUID) -> None:
    """Hold the stay of somebody who is in the group, as a newcomer too: nobody ends it until this operation ends.

    Refuses with NotInside.
    """
    stay = sa.select(Membership.id).where(
        Membership.group_id == group_id,
        Membership.member_id == actor.id,
        Membership.state == MembershipState.ACTIVE,
    )
    if db.session.scalar(stay.with_for_update(read=True)) is None:
        raise NotInside


def hold_open(actor: Member, topic: Topic) -> None:
    """Hold a topic in which somebody writes. Refuses with NotInside, GroupAtRest, TopicClosed."""
    enter(actor, topic.group_id)
    ensure_active(db.session.get_one(Group, topic.group_id))
    lock(topic)
    if not topic.is_open or topic.removed_at is not None:
        raise TopicClosed


def hold_readable(post: Post) -> None:
    """Hold a post that can still be read; its topic is held. Refuses with PostGone."""
    lock(post)
    if not post.is_readable:
        raise PostGone
