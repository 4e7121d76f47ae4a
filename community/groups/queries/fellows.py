"""Who is in a group with whom."""

import uuid
from collections.abc import Collection
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from community.accounts.models import Member
from community.db import UtcDateTime, db, now
from community.groups.models import Group, Membership, MembershipState


def find_fellows(member_id: uuid.UUID, others: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of `others` who are in a group together with this member; newcomers are nobody's fellows yet."""
    return set(db.session.scalars(_select_fellows(), {"member_id": member_id, "others": others, "now": now()}))


@cache
def _select_fellows() -> sa.Select[uuid.UUID]:
    own = aliased(Membership)
    moment = sa.bindparam("now", type_=UtcDateTime())
    others = sa.bindparam("others", type_=sa.Uuid(), expanding=True)
    return (
        sa.select(Membership.member_id)
        .join(own, own.group_id == Membership.group_id)
        .where(own.member_id == sa.bindparam("member_id"), own.is_inside(moment))
        .where(Membership.member_id.in_(others), Membership.is_inside(moment))
    )


def find_insiders(group: Group, members: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of `members` whom the roster of the group shows now, by their handles if not by their names."""
    if not members:
        return set()
    statement = (
        sa.select(Membership.member_id)
        .join(Membership.member)
        .where(Membership.group_id == group.id, Membership.state == MembershipState.ACTIVE, Member.is_active)
        .where(Membership.member_id.in_(members))
    )
    return set(db.session.scalars(statement))
