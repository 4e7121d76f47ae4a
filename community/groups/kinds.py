"""The charter and the state of a group, as notices and search know them. Both go by the id of the group."""

import uuid
from collections.abc import Collection, Mapping

import sqlalchemy as sa

from community.db import db
from community.groups.models import CharterVersion, Group
from community.groups.wording import STATES
from community.groups.works import Work
from community.i18n import _, current_language


def load_charters(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    """The charters of these groups as they stand."""
    last = (
        sa.select(sa.func.max(CharterVersion.number))
        .where(CharterVersion.group_id.in_(ids))
        .group_by(CharterVersion.group_id)
        .with_only_columns(CharterVersion.group_id, sa.func.max(CharterVersion.number).label("number"))
        .subquery()
    )
    versions = db.session.scalars(
        sa.select(CharterVersion).join(
            last, sa.and_(last.c.group_id == CharterVersion.group_id, last.c.number == CharterVersion.number)
        )
    )
    return {
        version.group_id: Work(
            group_id=version.group_id,
            title=str(_("Charter")),
            language=current_language(),
            at=version.created_at,
            text="\n".join(version.text(code) for code in version.languages),
        )
        for version in versions
    }


def load_states(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    """What is told of these groups when they are paused, archived or work again."""
    groups = db.session.scalars(sa.select(Group).where(Group.id.in_(ids)))
    return {
        group.id: Work(
            group_id=group.id,
            title=str(_("The group: %(state)s", state=STATES[group.state])),
            language=current_language(),
            at=group.created_at,
        )
        for group in groups
    }
