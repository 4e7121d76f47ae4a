"""Under which names people show themselves, where others only need a name to call them by."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from community.accounts.models import Member
from community.db import db
from community.members.models import FIELDS, Profile
from community.members.queries.profiles import CALLED_BY, show_each


def list_names(viewer: Member | None, members: Iterable[Member]) -> dict[uuid.UUID, str]:
    """The display names that these people show to `viewer`, by id; who shows none is not in it. Two queries for all."""
    return {member_id: shown["display_name"] for member_id, shown in list_shown(viewer, members, CALLED_BY).items()}


def list_shown(
    viewer: Member | None, members: Iterable[Member], fields: Sequence[str] = FIELDS
) -> dict[uuid.UUID, dict[str, Any]]:
    """What these people show of these fields to `viewer`, by id; who shows no name is not in it."""
    ids = {member.id for member in members}
    statement = sa.select(Profile).where(Profile.member_id.in_(ids)).options(joinedload(Profile.member))
    shown = show_each(viewer, db.session.scalars(statement).all(), fields)
    return {profile.member_id: fields for profile, fields in shown if "display_name" in fields}
