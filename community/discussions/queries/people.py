"""Who takes part in a discussion, and whom a text mentions."""

import uuid
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db
from community.discussions.models import Post, Topic
from community.groups.models import Group, Membership, MembershipState
from community.members.models.blocks import Block


def list_writers(topic: Topic) -> set[uuid.UUID]:
    """The ids of those who have something in a topic."""
    writers = sa.select(Post.author_id).where(Post.topic_id == topic.id, Post.author_id.is_not(None)).distinct()
    return {identity for identity in db.session.scalars(writers) if identity is not None}


def find_mentioned(group: Group, handles: Collection[str]) -> Sequence[Member]:
    """Those in the group who can act and have one of these handles."""
    if not handles:
        return []
    inside = (
        sa.select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.group_id == group.id, Membership.state == MembershipState.ACTIVE)
        .where(Member.handle.in_(handles), Member.is_active)
    )
    return db.session.scalars(inside.order_by(Member.id)).all()


def find_blocked(member: Member, others: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of `others` whom a member has blocked."""
    found = sa.select(Block.blocked_id).where(Block.blocker_id == member.id, Block.blocked_id.in_(others))
    return set(db.session.scalars(found)) if others else set()
