"""What the directory of members asks groups: who shares one with whom, and which ones a member may search in."""

import uuid
from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from community.db import db
from community.groups.models import Group, Membership


def share_circle(one: uuid.UUID, others: sa.ColumnElement[uuid.UUID]) -> sa.ColumnElement[bool]:
    """The condition that a column of members' ids names somebody who is in a group together with `one`."""
    own, theirs = _pair()
    return (
        sa.exists()
        .where(own.member_id == one, own.is_inside())
        .where(theirs.group_id == own.group_id, theirs.member_id == others, theirs.is_inside())
    )


@cache
def _pair() -> tuple[type[Membership], type[Membership]]:
    # Kept: the directory asks for every page, and making them takes longer than what they are made for.
    return aliased(Membership), aliased(Membership)


def list_circles(one: uuid.UUID) -> Sequence[Group]:
    """The groups that a member is in, hidden ones too, longest first."""
    own = sa.select(Membership.group_id).where(Membership.member_id == one, Membership.is_inside())
    return db.session.scalars(sa.select(Group).where(Group.id.in_(own)).order_by(Group.created_at, Group.id)).all()


def select_circle(one: uuid.UUID, slug: str) -> sa.Select[uuid.UUID]:
    """The ids of those in the group at this address; of nobody where `one` is not in it, as only its members know."""
    own, theirs = aliased(Membership), aliased(Membership)
    return (
        sa.select(theirs.member_id)
        .join(Group, Group.id == theirs.group_id)
        .join(own, own.group_id == theirs.group_id)
        .where(Group.slug == slug, theirs.is_inside())
        .where(own.member_id == one, own.is_inside())
    )
