"""What the directory of members asks groups: who shares one with whom, and which ones a member may search in."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import aliased, load_only

from community.db import UtcDateTime, db, now
from community.groups.models import Group, Membership
from community.members.fellowship import Given, MemberId


def share_circle(
    one: MemberId,
    others: sa.ColumnElement[uuid.UUID],
    moment: Given[datetime] | None = None,
) -> sa.ColumnElement[bool]:
    """The condition that a column of members' ids names somebody who is in a group together with `one`.

    moment: when; now, where none is given.
    """
    own, theirs = _pair()
    return (
        sa.exists()
        .where(own.member_id == one, own.is_inside(moment))
        .where(theirs.group_id == own.group_id, theirs.member_id == others, theirs.is_inside(moment))
    )


@cache
def _pair() -> tuple[type[Membership], type[Membership]]:
    # Kept: the directory asks for every page, and making them takes longer than what they are made for.
    return aliased(Membership), aliased(Membership)


def list_circles(one: uuid.UUID) -> Sequence[Group]:
    """The groups that a member is in, hidden ones too, oldest first, by their names and addresses."""
    return db.session.scalars(_select_circles(), {"member_id": one, "now": now()}).all()


@cache
def _select_circles() -> sa.Select[Group]:
    inside = Membership.is_inside(sa.bindparam("now", type_=UtcDateTime()))
    own = sa.select(Membership.group_id).where(Membership.member_id == sa.bindparam("member_id"), inside)
    known = load_only(Group.slug, Group.name_en, Group.name_ko, raiseload=True)
    return sa.select(Group).where(Group.id.in_(own)).order_by(Group.created_at, Group.id).options(known)


def select_circle(one: MemberId, slug: str) -> sa.Select[uuid.UUID]:
    """The ids of those in the group at this address; of nobody where `one` is not in it, as only its members know."""
    own, theirs = aliased(Membership), aliased(Membership)
    return (
        sa.select(theirs.member_id)
        .join(Group, Group.id == theirs.group_id)
        .join(own, own.group_id == theirs.group_id)
        .where(Group.slug == slug, theirs.is_inside())
        .where(own.member_id == one, own.is_inside())
    )
