"""Under which names people show themselves in groups."""

import uuid
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from community.accounts.models import Member
from community.db import db
from community.groups.models import Membership, MembershipState
from community.members.models import Profile
from community.policy import Relation


def list_names(viewer: Member | None, members: Iterable[Member]) -> dict[uuid.UUID, str]:
    """The display names that these people show to `viewer`, by id; who shows none is not in it. Two queries for all."""
    ids = {member.id for member in members}
    statement = sa.select(Profile).where(Profile.member_id.in_(ids)).options(joinedload(Profile.member))
    fellows = _find_fellows(viewer, ids) if viewer is not None else set()
    names = {}
    for profile in db.session.scalars(statement):
        relations = {Relation.ANYONE}
        if viewer is not None:
            relations |= {Relation.MEMBER} | profile.member.relations_to(viewer)
        if profile.member_id in fellows:
            relations.add(Relation.FELLOW)
        shown = profile.shown_to(relations)
        if "display_name" in shown:
            names[profile.member_id] = shown["display_name"]
    return names


def _find_fellows(viewer: Member, ids: set[uuid.UUID]) -> set[uuid.UUID]:
    own = aliased(Membership)
    statement = (
        sa.select(Membership.member_id)
        .join(own, own.group_id == Membership.group_id)
        .where(own.member_id == viewer.id, own.state == MembershipState.ACTIVE)
        .where(Membership.member_id.in_(ids), Membership.state == MembershipState.ACTIVE)
    )
    return set(db.session.scalars(statement))
