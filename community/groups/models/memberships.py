"""A member's stay in a group, from asking to leaving."""

import json
import uuid
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model, choice, db, now
from community.groups.signals import membership_ended
from community.policy import Relation

if TYPE_CHECKING:
    from community.groups.models.groups import Group

ANSWER_LENGTH = 1000
REASON_LENGTH = 500


class MembershipState(StrEnum):
    """Where a membership stands."""

    REQUESTED = "requested"
    ACTIVE = "active"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    LEFT = "left"
    REMOVED = "removed"
    BANNED = "banned"


class GroupRole(StrEnum):
    """What a member is in a group."""

    MEMBER = "member"
    COORDINATOR = "coordinator"


# At most one row of a person in a group is in one of these states; the database itself holds that.
LIVE = (MembershipState.REQUESTED, MembershipState.ACTIVE, MembershipState.BANNED)
_LIVE = sa.text("state IN ('requested', 'active', 'banned')")


class OfGroup:
    """What belongs to a group: what a member is to it, the member is to the group."""

    group_id: Mapped[uuid.UUID]

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to the group that this belongs to."""
        return find_relations(self.group_id, member)


class Membership(OfGroup, Identified, Model):
    """One stay of a member in a group, or the wish for one. Ended rows are history; a new stay is a new row."""

    __tablename__ = "membership"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"))
    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id"), index=True)
    state: Mapped[MembershipState] = mapped_column(choice(MembershipState))
    role: Mapped[GroupRole] = mapped_column(choice(GroupRole), default=GroupRole.MEMBER)
    answers_sealed: Mapped[bytes | None]
    requested_at: Mapped[datetime] = mapped_column(default=now)
    joined_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"))
    reason: Mapped[str] = mapped_column(sa.String(REASON_LENGTH), default="")
    invitation_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("invitation.id"))
    # Until then the group knows them as a newcomer: they belong to it, but it does not open itself wholly.
    settles_at: Mapped[datetime | None]
    # Until then a coordinator coordinates nothing yet.
    powers_from: Mapped[datetime | None]

    answers = sealed("answers_sealed")
    group: Mapped["Group"] = relationship(lazy="raise", viewonly=True)
    member: Mapped[Member] = relationship(lazy="raise", viewonly=True, foreign_keys=member_id)

    __table_args__ = (
        sa.Index(
            "uq_membership_live", "group_id", "member_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
        ),
        sa.Index("ix_membership_listing", "group_id", "state", "role", "joined_at", "id"),
        sa.CheckConstraint("role = 'member' OR state = 'active'", name="coordinator_is_active"),
    )

    @property
    def is_coordinator(self) -> bool:
        """Whether this membership is that of a coordinator."""
        return self.role is GroupRole.COORDINATOR

    @property
    def is_settled(self) -> bool:
        """Whether somebody who is in the group is no newcomer any more."""
        return self.settles_at is None or self.settles_at <= now()

    @classmethod
    def is_inside(cls) -> sa.ColumnElement[bool]:
        """The condition that somebody is in a group and no newcomer any more."""
        settled = sa.or_(cls.settles_at.is_(None), cls.settles_at <= now())
        return sa.and_(cls.state == MembershipState.ACTIVE, settled)

    @classmethod
    def is_powerful(cls) -> sa.ColumnElement[bool]:
        """The condition that somebody coordinates a group and can act as its coordinator."""
        awake = sa.or_(cls.powers_from.is_(None), cls.powers_from <= now())
        return sa.and_(cls.state == MembershipState.ACTIVE, cls.role == GroupRole.COORDINATOR, awake)

    @property
    def has_powers(self) -> bool:
        """Whether somebody who was made a coordinator can act as one."""
        return self.is_coordinator and (self.powers_from is None or self.powers_from <= now())

    def relations(self) -> set[Relation]:
        """What the person is to the group."""
        if self.state is MembershipState.REQUESTED:
            return {Relation.APPLICANT}
        if self.state is not MembershipState.ACTIVE:
            return set()
        if not self.is_settled:
            return {Relation.NEWCOMER}
        return {Relation.GROUP_MEMBER} | ({Relation.COORDINATOR} if self.has_powers else set())

    def keep_answers(self, pairs: list[tuple[str, str]]) -> None:
        """Keep questions and answers, sealed."""
        self.answers = json.dumps(pairs, ensure_ascii=False) if pairs else None

    def list_answers(self) -> list[tuple[str, str]]:
        """Questions and answers as they were given."""
        return [(question, answer) for question, answer in json.loads(self.answers or "[]")]

    def admit(self, probation_days: int = 0) -> None:
        """Make the person a member of the group from now on, a newcomer for so many days."""
        self.state, self.joined_at = MembershipState.ACTIVE, now()
        self.settles_at = self.joined_at + timedelta(days=probation_days) if probation_days else None
        self.answers = None  # they have served

    def take_charge(self, delay_days: int = 0) -> None:
        """Make somebody who is in the group a coordinator, whose powers begin after so many days."""
        self.role, self.settles_at = GroupRole.COORDINATOR, None
        self.powers_from = now() + timedelta(days=delay_days) if delay_days else None

    def end(self, state: MembershipState, reason: str = "") -> None:
        """Close this row in one of the states that are no membership; what the person has in the group lets go of them."""
        was_inside = self.state is MembershipState.ACTIVE
        self.state, self.role, self.ended_at, self.reason = state, GroupRole.MEMBER, now(), reason
        self.settles_at = self.powers_from = None
        self.answers = None
        if was_inside:
            membership_ended.send(self)


def find_relations(group_id: uuid.UUID, member: Member) -> set[Relation]:
    """What a member is to a group."""
    live = db.session.scalar(
        sa.select(Membership).where(
            Membership.group_id == group_id, Membership.member_id == member.id, Membership.state.in_(LIVE)
        )
    )
    return live.relations() if live else set()
