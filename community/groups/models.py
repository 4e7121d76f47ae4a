"""Working groups, memberships and what belongs to them."""

import json
import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model, choice, db, now
from community.i18n import LANGUAGES
from community.policy import Relation

NAME_LENGTH = 80
PURPOSE_LENGTH = 2000
QUESTIONS = 5
QUESTION_LENGTH = 300
ANSWER_LENGTH = 1000
REASON_LENGTH = 500
MOST_VOUCHES = 10


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

    served: Mapped[list["GroupCommitment"]] = relationship(
        cascade="all, delete-orphan", order_by="GroupCommitment.number"
    )
    # Filled by the lists that show it, in the query of the list itself.
    member_count: Mapped[int] = query_expression()

    __table_args__ = (
        sa.CheckConstraint("name_en != '' OR name_ko != ''", name="has_a_name"),
        sa.CheckConstraint("vouches_needed BETWEEN 0 AND 10", name="vouches_within_reach"),
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
        order = sorted(LANGUAGES, key=lambda code: code != language)
        return next((code for code in order if getattr(self, f"{text}_{code}")), language)

    @property
    def commitments(self) -> list[int]:
        """The numbers of the commitments that the group serves."""
        return [row.number for row in self.served]

    def serve(self, numbers: list[int]) -> None:
        """Set the commitments that the group serves."""
        kept = {row.number: row for row in self.served}
        self.served = [kept.get(number) or GroupCommitment(number=number) for number in sorted(set(numbers))]

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to this group."""
        live = db.session.execute(
            sa.select(Membership.state, Membership.role).where(
                Membership.group_id == self.id, Membership.member_id == member.id, Membership.state.in_(LIVE)
            )
        ).one_or_none()
        return _relations(*live) if live else set()


class GroupCommitment(Model):
    """One of the seven commitments that a group serves."""

    __tablename__ = "group_commitment"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, index=True)

    __table_args__ = (sa.CheckConstraint("number BETWEEN 1 AND 7", name="one_of_seven"),)


# At most one row of a person in a group is in one of these states; the database itself holds that.
LIVE = (MembershipState.REQUESTED, MembershipState.ACTIVE, MembershipState.BANNED)
_LIVE = sa.text("state IN ('requested', 'active', 'banned')")


class _OfGroup:
    """What belongs to a group: what a member is to it, the member is to the group."""

    group_id: Mapped[uuid.UUID]

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to the group that this belongs to."""
        return db.session.get_one(Group, self.group_id).relations_to(member)


class Membership(_OfGroup, Identified, Model):
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

    answers = sealed("answers_sealed")
    group: Mapped[Group] = relationship(lazy="raise", viewonly=True)
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

    def keep_answers(self, pairs: list[tuple[str, str]]) -> None:
        """Keep questions and answers, sealed."""
        self.answers = json.dumps(pairs, ensure_ascii=False) if pairs else None

    def list_answers(self) -> list[tuple[str, str]]:
        """Questions and answers as they were given."""
        return [(question, answer) for question, answer in json.loads(self.answers or "[]")]

    def admit(self) -> None:
        """Make the person a member of the group from now on."""
        self.state, self.joined_at = MembershipState.ACTIVE, now()
        self.answers = None  # they have served

    def end(self, state: MembershipState, reason: str = "") -> None:
        """Close this row in one of the states that are no membership."""
        self.state, self.role, self.ended_at, self.reason = state, GroupRole.MEMBER, now(), reason
        self.answers = None


class Invitation(_OfGroup, Identified, Model):
    """A link that admits whoever opens it, until it is used up, runs out or is revoked."""

    __tablename__ = "invitation"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"))
    created_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id"))
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    max_uses: Mapped[int]
    uses: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    group: Mapped[Group] = relationship(lazy="raise", viewonly=True)
    created_by: Mapped[Member] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (
        sa.CheckConstraint("uses >= 0 AND uses <= max_uses", name="uses_within_limit"),
        sa.Index("ix_invitation_listing", "group_id", "created_at", "id"),
    )

    @property
    def is_open(self) -> bool:
        """Whether the link still admits somebody, as far as this row can tell."""
        return self.revoked_at is None and self.uses < self.max_uses and self.expires_at > now()


class Announcement(_OfGroup, Identified, Model):
    """What a coordinator tells the whole group."""

    __tablename__ = "announcement"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"))
    # None once the author has deleted the account.
    author_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"))
    title: Mapped[str] = mapped_column(sa.String(120))
    body: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(2))
    created_at: Mapped[datetime] = mapped_column(default=now)

    author: Mapped[Member | None] = relationship(lazy="raise", viewonly=True)
    group: Mapped[Group] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (sa.Index("ix_announcement_listing", "group_id", "created_at", "id"),)


def _relations(state: MembershipState, role: GroupRole) -> set[Relation]:
    if state is MembershipState.REQUESTED:
        return {Relation.APPLICANT}
    if state is not MembershipState.ACTIVE:
        return set()
    return {Relation.GROUP_MEMBER} | ({Relation.COORDINATOR} if role is GroupRole.COORDINATOR else set())
