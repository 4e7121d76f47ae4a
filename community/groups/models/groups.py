"""The group itself: what it says of itself, and how it is joined."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship, validates

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model, choice, now
from community.groups.models.memberships import find_relations
from community.i18n import LANGUAGES
from community.policy import Relation

NAME_LENGTH = 80
PURPOSE_LENGTH = 2000
QUESTIONS = 5
QUESTION_LENGTH = 300
MOST_VOUCHES = 10
MOST_PROBATION_DAYS = 90
MOST_DELAY_DAYS = 30


class JoinPolicy(StrEnum):
    """How people come into a group."""

    OPEN = "open"
    ON_REQUEST = "on_request"
    BY_INVITATION = "by_invitation"


class Visibility(StrEnum):
    """Who may know that a group exists."""

    PUBLIC = "public"
    MEMBERS = "members"
    HIDDEN = "hidden"

    def is_wider_than(self, other: "Visibility") -> bool:
        """Whether more people may know of a group with this than of one with the other."""
        order = list(Visibility)
        return order.index(self) < order.index(other)


class GroupState(StrEnum):
    """Whether a group works."""

    ACTIVE = "active"
    PAUSED = "paused"
    ARCHIVED = "archived"


class Group(Identified, Model):
    """A working group. Name, purpose and questions stand in either language or in both."""

    __tablename__ = "working_group"

    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name_en: Mapped[str] = mapped_column(sa.String(NAME_LENGTH), default="")
    name_ko: Mapped[str] = mapped_column(sa.String(NAME_LENGTH), default="")
    purpose_en: Mapped[str] = mapped_column(sa.Text, default="")
    purpose_ko: Mapped[str] = mapped_column(sa.Text, default="")
    questions_en: Mapped[list[Any]] = mapped_column(default=list)
    questions_ko: Mapped[list[Any]] = mapped_column(default=list)
    # Major groups of ISCO-08 ("0" to "9") whose people the group looks for.
    professions: Mapped[list[Any]] = mapped_column(default=list, server_default=sa.text("'[]'"))
    join_policy: Mapped[JoinPolicy] = mapped_column(choice(JoinPolicy))
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility))
    created_at: Mapped[datetime] = mapped_column(default=now)
    # How many must vouch for whoever joins or asks to; whom the group invites comes in without.
    vouches_needed: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    state: Mapped[GroupState] = mapped_column(
        choice(GroupState), default=GroupState.ACTIVE, server_default=sa.text("'active'")
    )
    # Why the group is paused or archived, for those who are in it.
    state_reason_sealed: Mapped[bytes | None]
    # The group that this one is part of. Only one level: such a group has none under it. It is said when the group is
    # made and never changed, so no circle can come about.
    parent_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("working_group.id"), index=True)
    # The language in which the group works ("" for both), and the country in which ("" for anywhere).
    working_language: Mapped[str] = mapped_column(sa.String(2), default="", server_default=sa.text("''"))
    region: Mapped[str] = mapped_column(sa.String(2), default="", server_default=sa.text("''"))
    # Whether everybody who may know of the group reads its charter.
    charter_is_public: Mapped[bool] = mapped_column(default=False, server_default=sa.text("false"))
    # Days that somebody new waits before the group opens itself to them wholly; 0 for none.
    probation_days: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    # Days that the powers of new coordinators sleep, so that the others have time to object; 0 for none.
    powers_delay_days: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    # Who lowers that waits as long as it was before: until then the earlier number holds.
    earlier_delay_days: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    earlier_delay_until: Mapped[datetime | None]

    state_reason = sealed("state_reason_sealed")
    served: Mapped[list["GroupCommitment"]] = relationship(
        cascade="all, delete-orphan", order_by="GroupCommitment.number"
    )
    # Filled by the lists that show it, in the query of the list itself.
    member_count: Mapped[int] = query_expression()

    __table_args__ = (
        sa.CheckConstraint("name_en != '' OR name_ko != ''", name="has_a_name"),
        sa.CheckConstraint("vouches_needed BETWEEN 0 AND 10", name="vouches_within_reach"),
        sa.CheckConstraint("probation_days BETWEEN 0 AND 90", name="probation_has_an_end"),
        sa.CheckConstraint("powers_delay_days BETWEEN 0 AND 30", name="powers_wake"),
        sa.CheckConstraint("parent_id != id", name="not_its_own_parent"),
        sa.Index("ix_working_group_listing", "created_at", "id"),
    )

    def name(self, language: str) -> str:
        """The name in this language, else in the other."""
        return str(getattr(self, f"name_{self.language_of('name', language)}"))

    def purpose(self, language: str) -> str:
        """The purpose in this language, else in the other."""
        return str(getattr(self, f"purpose_{self.language_of('purpose', language)}"))

    def questions(self, language: str) -> list[str]:
        """What those who ask to join are asked, in this language, else in the other."""
        return list(getattr(self, f"questions_{self.language_of('questions', language)}"))

    def language_of(self, text: str, language: str) -> str:
        """The language that a reader of `language` gets `text` ("name", "purpose" or "questions") in."""
        return next((code for code in (language, *LANGUAGES) if getattr(self, f"{text}_{code}")), language)

    @property
    def commitments(self) -> list[int]:
        """The numbers of the commitments that the group serves."""
        return [row.number for row in self.served]

    def serve(self, numbers: list[int]) -> None:
        """Set the commitments that the group serves."""
        kept = {row.number: row for row in self.served}
        self.served = [kept.get(number) or GroupCommitment(number=number) for number in sorted(set(numbers))]

    @validates("powers_delay_days")
    def _hold_earlier_delay(self, name: str, days: int) -> int:
        """Keep the number that is lowered: else whoever got in could lower it and make their friends coordinators."""
        if days < (self.powers_delay_days or 0):
            self.earlier_delay_days = self.powers_delay
            self.earlier_delay_until = now() + timedelta(days=self.earlier_delay_days)
        return days

    @property
    def powers_delay(self) -> int:
        """For how many days the powers of whoever is made a coordinator now sleep."""
        holds = self.earlier_delay_until is not None and self.earlier_delay_until > now()
        return max(self.powers_delay_days or 0, self.earlier_delay_days if holds else 0)

    @property
    def is_active(self) -> bool:
        """Whether work goes on: nobody joins or writes in a group that is paused or archived."""
        return self.state is GroupState.ACTIVE

    @property
    def is_archived(self) -> bool:
        """Whether the group is closed for good, and only read."""
        return self.state is GroupState.ARCHIVED

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to this group."""
        return find_relations(self.id, member)


class GroupCommitment(Model):
    """One of the seven commitments that a group serves."""

    __tablename__ = "group_commitment"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, index=True)

    __table_args__ = (sa.CheckConstraint("number BETWEEN 1 AND 7", name="one_of_seven"),)
