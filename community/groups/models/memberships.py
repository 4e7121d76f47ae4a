"""A member's stay in a group, from asking to leaving."""

import json
import uuid
from datetime import date, datetime, timedelta
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
# How long coordinators can still read what somebody answered, after the decision about it.
ANSWERS_STAY = timedelta(days=90)
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
    # Who decided about the request, and when; nobody did where one came in otherwise.
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"))
    decided_at: Mapped[datetime | None]
    answers_until: Mapped[datetime | None]
    # Why the request was declined or the stay ended: one of the sentences of wording.py by its name, and free words.
    reason_code: Mapped[str] = mapped_column(sa.String(40), default="", server_default=sa.text("''"))
    reason_sealed: Mapped[bytes | None]
    # By which they came in: who brought whom.
    invitation_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("invitation.id"), index=True)
    # Until then the group knows them as a newcomer: they belong to it, but it does not open itself wholly.
    settles_at: Mapped[datetime | None]
    # Until then a coordinator coordinates nothing yet; None: as long as they are in the group.
    powers_from: Mapped[datetime | None]
    # The day on which a coordinator was here last, so that somebody can follow them; of nobody else is it kept.
    seen_on: Mapped[date | None]

    answers = sealed("answers_sealed")
    reason = sealed("reason_sealed")
    group: Mapped["Group"] = relationship(lazy="raise", viewonly=True)
    member: Mapped[Member] = relationship(lazy="raise", viewonly=True, foreign_keys=member_id)
    decided_by: Mapped[Member | None] = relationship(lazy="raise", viewonly=True, foreign_keys=decided_by_id)

    __table_args__ = (
        sa.Index(
            "uq_membership_live", "group_id", "member_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
        ),
        sa.Index("ix_membership_listing", "group_id", "state", "role", "joined_at", "id"),
        sa.Index("ix_membership_decided", "group_id", "decided_at", "id"),
        sa.Index(
            "ix_membership_answers_until",
            "answers_until",
            sqlite_where=sa.text("answers_until IS NOT NULL"),
            postgresql_where=sa.text("answers_until IS NOT NULL"),
        ),
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
    def is_inside(cls, moment: sa.BindParameter[datetime] | None = None) -> sa.ColumnElement[bool]:
        """The condition that somebody is in a group and no newcomer any more.

        moment: when; now, where none is given. A statement that is built once is given it each time that it is asked.
        """
        settled = sa.or_(cls.settles_at.is_(None), cls.settles_at <= (now() if moment is None else moment))
        return sa.and_(cls.state == MembershipState.ACTIVE, settled)

    @classmethod
    def is_powerful(cls, moment: sa.BindParameter[datetime] | None = None) -> sa.ColumnElement[bool]:
        """The condition that somebody coordinates a group and can act as its coordinator.

        moment: as for `is_inside`.
        """
        awake = sa.or_(cls.powers_from.is_(None), cls.powers_from <= (now() if moment is None else moment))
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

    def decide(self, member_id: uuid.UUID) -> None:
        """Keep who decided about the request at this moment; its answers go some time after it."""
        self.decided_by_id, self.decided_at = member_id, now()
        self.answers_until = self.decided_at + ANSWERS_STAY if self.answers_sealed else None

    def admit(self, probation_days: int = 0) -> None:
        """Make the person a member of the group from now on, a newcomer for so many days."""
        self.state, self.joined_at = MembershipState.ACTIVE, now()
        self.settles_at = self.joined_at + timedelta(days=probation_days) if probation_days else None
        self._forget_undecided()

    @property
    def last_seen(self) -> date:
        """The day on which a coordinator was here last, as far as it is known."""
        return self.seen_on or (self.joined_at or self.requested_at).date()

    def take_charge(self, delay_days: int = 0) -> None:
        """Make somebody who is in the group a coordinator, whose powers begin after so many days."""
        self.role, self.settles_at = GroupRole.COORDINATOR, None
        self.powers_from = now() + timedelta(days=delay_days)
        self.seen_on = now().date()

    def step_down(self) -> None:
        """Make a coordinator an ordinary member of the group again."""
        self.role, self.powers_from, self.seen_on = GroupRole.MEMBER, None, None

    def end(self, state: MembershipState, reason: str = "", code: str = "") -> None:
        """Close this row in one of the states that are no membership; what the person has in the group lets go of them.

        code: the name of a sentence of wording.py that stands for a reason. reason: what was written beside it.
        """
        was_inside = self.state is MembershipState.ACTIVE
        self.state, self.role, self.ended_at = state, GroupRole.MEMBER, now()
        self.reason, self.reason_code = reason or None, code
        self.settles_at = self.powers_from = self.seen_on = None
        self._forget_undecided()
        if was_inside:
            membership_ended.send(self)

    def _forget_undecided(self) -> None:
        # Answers are for deciding; where nobody had to, they go at once.
        if self.answers_until is None:
            self.answers = None


def find_relations(group_id: uuid.UUID, member: Member) -> set[Relation]:
    """What a member is to a group."""
    live = db.session.scalar(
        sa.select(Membership).where(
            Membership.group_id == group_id, Membership.member_id == member.id, Membership.state.in_(LIVE)
        )
    )
    return live.relations() if live else set()
