"""Rosters as files: who asked for one, why, and who agreed. The files themselves are not kept."""

import uuid
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model
from community.groups.models.groups import Group
from community.groups.models.memberships import OfGroup
from community.releases import Release, two_people


class RosterColumn(StrEnum):
    """What may stand beside the handles. An address never does, nor how somebody belongs to the movement."""

    NAME = "name"
    ROLE = "role"
    JOINED = "joined"
    PROFESSION = "profession"
    LANGUAGES = "languages"
    SKILLS = "skills"


class RosterExport(Release, OfGroup, Identified, Model):
    """A roster that a coordinator asked for as a file."""

    __tablename__ = "roster_export"

    # Within the group.
    number: Mapped[int]
    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"))
    columns: Mapped[list[Any]] = mapped_column(default=list)
    reason_sealed: Mapped[bytes | None]
    reason = sealed("reason_sealed")

    group: Mapped[Group] = relationship(lazy="raise", viewonly=True)
    asker: Mapped[Member | None] = relationship(lazy="raise", viewonly=True, foreign_keys="RosterExport.asker_id")
    decider: Mapped[Member | None] = relationship(lazy="raise", viewonly=True, foreign_keys="RosterExport.decider_id")

    __table_args__ = (
        *two_people(),
        sa.UniqueConstraint("group_id", "number"),
        sa.Index("ix_roster_export_listing", "group_id", "asked_at", "id"),
    )
