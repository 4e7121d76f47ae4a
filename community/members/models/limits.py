"""Who came to a limit, for moderators."""

import uuid
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.db import Identified, Model, choice


class Limit(StrEnum):
    """What a member can do only so often on one day."""

    DIRECTORY = "directory"
    PROFILES = "profiles"
    CONTACTS = "contacts"
    JOIN_REQUESTS = "join_requests"
    INVITATIONS = "invitations"
    VOUCHES = "vouches"
    REPORTS = "reports"
    PICTURES = "pictures"
    OPENINGS = "openings"
    PROPOSALS = "proposals"


class ReachedLimit(Identified, Model):
    """A member came to a limit on a day, and how often they went on trying."""

    __tablename__ = "reached_limit"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"))
    reached: Mapped[Limit] = mapped_column(choice(Limit))
    day: Mapped[date] = mapped_column(index=True)
    times: Mapped[int] = mapped_column(default=1)

    member: Mapped[Member] = relationship(lazy="raise")

    __table_args__ = (sa.UniqueConstraint("member_id", "reached", "day", name="uq_reached_limit_member_reached_day"),)


class DirectoryAlarm(Model):
    """Moderators hear that a member may be copying the directory; one row a day, so of two that come at once one tells.

    It says no more than `ReachedLimit` does, and is forgotten with it.
    """

    __tablename__ = "directory_alarm"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
