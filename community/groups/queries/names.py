"""Under which names people show themselves in groups, and who is in a group with whom."""

import uuid
from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from community.accounts.models import Member
from community.db import db
from community.groups.models import Membership, MembershipState
from community.members.models import Profile
from community.members.queries import show_each


def list_names(viewer: Member | None, members: Iterable[Member]) -> dict[uuid.UUID, str]:
    """The display names that these people show to `viewer`, by id; who shows none is not in it. Two queries for all."""
    ids = {member.id for member in members}
    statement = sa.select(Profile).where(Profile.member_id.in_(ids)).options(joinedload(Profile.member))
    shown = show_each(viewer, db.session.scalars(statement).all())
    return {profile.member_id: fields["display_name"] for profile, fields in shown if "display_name" in fields}


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
