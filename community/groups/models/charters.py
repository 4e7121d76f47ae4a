"""The charter of a group: by which rules it works. Every version of it stays."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model, now
from community.groups.models.memberships import OfGroup
from community.i18n import LANGUAGES

CHARTER_LENGTH = 20000
SUMMARY_LENGTH = 200


class CharterVersion(OfGroup, Identified, Model):
    """The charter as somebody saved it once, in either language or in both."""

    __tablename__ = "charter_version"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"))
    # From 1 in each group, without gaps.
    number: Mapped[int]
    # None once the author has deleted the account.
    author_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    # The number of the earlier version whose words these are, where one was restored.
    restores: Mapped[int | None]
    text_en_sealed: Mapped[bytes]
    text_ko_sealed: Mapped[bytes]
    summary_sealed: Mapped[bytes]

    text_en = sealed("text_en_sealed")
    text_ko = sealed("text_ko_sealed")
    summary = sealed("summary_sealed")
    author: Mapped[Member | None] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (
        # Of two who save at the same moment one is told that the other was quicker.
        sa.UniqueConstraint("group_id", "number"),
        sa.CheckConstraint("number >= 1", name="counted_from_one"),
    )

    def text(self, language: str) -> str:
        """The charter in one language, "" where it is not there in it."""
        return str(getattr(self, f"text_{language}"))

    @property
    def languages(self) -> list[str]:
        """The languages that it is there in."""
        return [code for code in LANGUAGES if self.text(code)]

    def language_for(self, language: str) -> str:
        """The language in which a reader of `language` gets it."""
        return next(iter(sorted(self.languages, key=lambda code: code != language)), language)
