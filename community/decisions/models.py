"""Proposals, and the positions that members take on them."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model, choice, now
from community.groups.models import Group, OfGroup
from community.policy import Relation

TITLE_LENGTH = 120
TEXT_LENGTH = 10_000
REASON_LENGTH = 1000
OUTCOME_LENGTH = 5000


class ProposalState(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Secrecy(StrEnum):
    """Who learns which position is whose."""

    SHOWN = "shown"
    AT_CLOSING = "at_closing"
    SECRET = "secret"  # noqa: S105  (a kind of vote)


class Stance(StrEnum):
    """What somebody says to a proposal."""

    AGREE = "agree"
    ABSTAIN = "abstain"
    DISAGREE = "disagree"
    BLOCK = "block"


class Proposal(OfGroup, Identified, Model):
    """Something that a group is to decide; what it says is sealed. From the closing on its numbers stand in its row."""

    __tablename__ = "proposal"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"))
    # None once that member has deleted the account.
    author_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"), index=True)
    title_sealed: Mapped[bytes]
    text_sealed: Mapped[bytes]
    language: Mapped[str] = mapped_column(sa.String(2))
    secrecy: Mapped[Secrecy] = mapped_column(choice(Secrecy))
    state: Mapped[ProposalState] = mapped_column(choice(ProposalState), default=ProposalState.OPEN)
    closes_at: Mapped[datetime]
    # Per cent of the members who have to take a position; None where it does not matter how many do.
    quorum: Mapped[int | None]
    # Since the first position it cannot be changed any more, whatever became of that position.
    first_position_at: Mapped[datetime | None]
    # When those who have not taken a position are reminded; None once they were, and where there is no time for it.
    remind_at: Mapped[datetime | None]
    # What was counted at the closing, and how many might have taken part.
    agree: Mapped[int | None]
    abstain: Mapped[int | None]
    disagree: Mapped[int | None]
    block: Mapped[int | None]
    members: Mapped[int | None]
    outcome_sealed: Mapped[bytes | None]
    outcome_language: Mapped[str | None] = mapped_column(sa.String(2))
    outcome_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"), index=True)
    outcome_at: Mapped[datetime | None]
    # Grows with every change of words, so that nobody overwrites what they have not read.
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)

    title = sealed("title_sealed")
    text = sealed("text_sealed")
    outcome = sealed("outcome_sealed")
    author: Mapped[Member | None] = relationship(lazy="raise", viewonly=True, foreign_keys=author_id)
    outcome_by: Mapped[Member | None] = relationship(lazy="raise", viewonly=True, foreign_keys=outcome_by_id)
    group: Mapped[Group] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (
        sa.CheckConstraint("quorum BETWEEN 1 AND 100", name="quorum_is_a_share"),
        sa.CheckConstraint(
            "(state = 'closed') = (agree IS NOT NULL AND abstain IS NOT NULL AND disagree IS NOT NULL"
            " AND block IS NOT NULL AND members IS NOT NULL)",
            name="closed_has_numbers",
        ),
        sa.Index("ix_proposal_listing", "group_id", "state", "closes_at", "id"),
        sa.Index("ix_proposal_due", "state", "closes_at"),
    )

    @property
    def is_open(self) -> bool:
        """Whether positions can still be taken, as far as this row can tell."""
        return self.state is ProposalState.OPEN and self.closes_at > now()

    @property
    def is_secret(self) -> bool:
        """Whether nobody ever learns which position is whose."""
        return self.secrecy is Secrecy.SECRET

    @property
    def numbers(self) -> dict[Stance, int]:
        """What was counted at the closing."""
        return {stance: getattr(self, stance.value) or 0 for stance in Stance}

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to the group, and whether the proposal is theirs: as long as they work in the group."""
        found = super().relations_to(member)
        own = self.author_id == member.id and Relation.GROUP_MEMBER in found
        return found | {Relation.SELF} if own else found


class Position(Identified, Model):
    """What somebody says to a proposal, and why; both sealed. The latest alone is kept.

    voter_id: None after the closing of a secret one, where rows are new ones that nobody can tell apart.
    """

    __tablename__ = "decision_position"

    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"))
    voter_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"), index=True)
    stance_sealed: Mapped[bytes]
    reason_sealed: Mapped[bytes | None]
    changed: Mapped[bool] = mapped_column(default=False)
    taken_at: Mapped[datetime] = mapped_column(default=now)

    stance_padded = sealed("stance_sealed")
    reason = sealed("reason_sealed")
    voter: Mapped[Member | None] = relationship(lazy="raise", viewonly=True)
    proposal: Mapped[Proposal] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "voter_id"),
        sa.Index("ix_decision_position_listing", "proposal_id", "taken_at", "id"),
    )

    @property
    def stance(self) -> Stance:
        """What they say; sealed in one length, which would tell without any key who disagrees."""
        return Stance((self.stance_padded or "").strip())

    @stance.setter
    def stance(self, stance: Stance) -> None:
        self.stance_padded = stance.value.ljust(max(map(len, Stance)))
