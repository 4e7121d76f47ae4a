"""Groups that members would found, until a moderator has answered."""

import json
import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model, choice, now
from community.groups.models.groups import Group, JoinPolicy, Visibility
from community.i18n import LANGUAGES
from community.policy import Relation

MOST_FIRST_MEMBERS = 10


class ProposalState(StrEnum):
    """Where a proposal stands."""

    WAITING = "waiting"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class GroupProposal(Identified, Model):
    """A group that a member would found and coordinate. Its words are sealed: it may be meant to be hidden."""

    __tablename__ = "group_proposal"

    proposer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"))
    state: Mapped[ProposalState] = mapped_column(choice(ProposalState), default=ProposalState.WAITING)
    words_sealed: Mapped[bytes]
    commitments: Mapped[list[Any]] = mapped_column(default=list)
    working_language: Mapped[str] = mapped_column(sa.String(2), default="")
    region: Mapped[str] = mapped_column(sa.String(2), default="")
    join_policy: Mapped[JoinPolicy] = mapped_column(choice(JoinPolicy))
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility))
    parent_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("working_group.id"), index=True)
    # Why a moderator sent it back.
    reason_sealed: Mapped[bytes | None]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id", ondelete="SET NULL"))
    # The group that came of it.
    group_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("working_group.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)

    words = sealed("words_sealed")
    reason = sealed("reason_sealed")
    proposer: Mapped[Member] = relationship(lazy="raise", viewonly=True, foreign_keys=proposer_id)
    parent: Mapped[Group | None] = relationship(lazy="raise", viewonly=True, foreign_keys=parent_id)
    group: Mapped[Group | None] = relationship(lazy="raise", viewonly=True, foreign_keys=group_id)

    __table_args__ = (
        sa.Index("ix_group_proposal_listing", "state", "changed_at", "id"),
        sa.Index("ix_group_proposal_mine", "proposer_id", "created_at"),
        sa.CheckConstraint("state != 'sent_back' OR reason_sealed IS NOT NULL", name="sent_back_for_a_reason"),
        sa.CheckConstraint("(state = 'approved') = (group_id IS NOT NULL)", name="approved_is_a_group"),
        sa.CheckConstraint("decided_by_id != proposer_id", name="not_decided_by_oneself"),
    )

    def keep_words(
        self, *, names: dict[str, str], purposes: dict[str, str], first_members: dict[uuid.UUID, str]
    ) -> None:
        """Keep what it says, sealed.

        first_members: whom the proposer would like to have with them, with the handles by which they know them.
        """
        people = {identity.hex: handle for identity, handle in first_members.items()}
        self.words = json.dumps({"names": names, "purposes": purposes, "people": people}, ensure_ascii=False)

    def _said(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.words)
        return said

    @property
    def names(self) -> dict[str, str]:
        """The names, by language."""
        return dict(self._said()["names"])

    @property
    def purposes(self) -> dict[str, str]:
        """The purposes, by language."""
        return dict(self._said()["purposes"])

    @property
    def first_members(self) -> dict[uuid.UUID, str]:
        """Whom the proposer would like to have with them: ids, and the handles by which the proposer knows them."""
        return {uuid.UUID(hex=identity): handle for identity, handle in self._said()["people"].items()}

    def name(self, language: str) -> str:
        """The name in this language, else in the other."""
        return self.names[self.language_of("names", language)]

    def language_of(self, text: str, language: str) -> str:
        """The language that a reader of `language` gets "names" or "purposes" in."""
        said = self._said()[text]
        return next((code for code in sorted(LANGUAGES, key=lambda code: code != language) if said.get(code)), language)

    @property
    def is_waiting(self) -> bool:
        """Whether a moderator has to answer."""
        return self.state is ProposalState.WAITING

    @property
    def is_open(self) -> bool:
        """Whether the proposer can still change it or withdraw it."""
        return self.state in (ProposalState.WAITING, ProposalState.SENT_BACK)

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to this proposal."""
        return {Relation.SELF} if member.id == self.proposer_id else set()
