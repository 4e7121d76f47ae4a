"""Who is in a group with whom."""

import uuid
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from community.db import db
from community.groups.models import Membership, MembershipState


def find_fellows(member_id: uuid.UUID, others: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of `others` who are in a group together with this member."""
    own = aliased(Membership)
    statement = (
        sa.select(Membership.member_id)
        .join(own, own.group_id == Membership.group_id)
        .where(own.member_id == member_id, own.state == MembershipState.ACTIVE)
        .where(Membership.member_id.in_(others), Membership.state == MembershipState.ACTIVE)
    )
    return set(db.session.scalars(statement))
