"""Meetings of groups, who comes, what was written down of them, and the calendars that tell of them."""

import uuid
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model, choice, now
from community.groups.models import Group, OfGroup
from community.policy import Relation

TITLE_LENGTH = 120
AGENDA_LENGTH = 10_000
PLACE_LENGTH = 300
LINK_LENGTH = 500
MINUTES_LENGTH = 40_000
SHORTEST, LONGEST = 5, 24 * 60  # minutes


class MeetingState(StrEnum):
    """Whether a meeting takes place."""

    CALLED = "called"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """What somebody says of coming."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


_TO_REMIND = sa.text("state = 'called' AND reminded_at IS NULL")


class Meeting(OfGroup, Identified, Model):
    """One meeting. It begins at a moment; `zone` is whose clock it was called by, and its title is in `language`."""

    __tablename__ = "meeting"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"))
    # None once the one who called it has deleted the account.
    caller_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id", ondelete="SET NULL"), index=True)
    starts_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(sa.String(64))
    ends_at: Mapped[datetime]
    language: Mapped[str] = mapped_column(sa.String(2))
    state: Mapped[MeetingState] = mapped_column(choice(MeetingState), default=MeetingState.CALLED)
    title_sealed: Mapped[bytes]
    agenda_sealed: Mapped[bytes]
    place_sealed: Mapped[bytes]
    link_sealed: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    # How often it was changed: calendars need it to know which of two tellings is the newer one.
    sequence: Mapped[int] = mapped_column(default=0)
    # The number of the version of its minutes that is to be read; 0 while there are none.
    minutes_number: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]

    title = sealed("title_sealed")
    agenda = sealed("agenda_sealed")
    place = sealed("place_sealed")
    link = sealed("link_sealed")
    caller: Mapped[Member | None] = relationship(lazy="raise", viewonly=True)
    group: Mapped[Group] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (
        sa.Index("ix_meeting_listing", "group_id", "starts_at", "id"),
        sa.Index("ix_meeting_reminding", "starts_at", sqlite_where=_TO_REMIND, postgresql_where=_TO_REMIND),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
    )

    @property
    def minutes_long(self) -> int:
        """How many minutes it is planned to last."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def is_called(self) -> bool:
        """Whether it takes place."""
        return self.state is MeetingState.CALLED

    @property
    def has_begun(self) -> bool:
        """Whether its beginning has passed."""
        return self.starts_at <= now()

    @property
    def is_over(self) -> bool:
        """Whether its end has passed."""
        return self.ends_at <= now()

    def touch(self) -> None:
        """Note that it is another than it was, for calendars."""
        self.sequence, self.changed_at = self.sequence + 1, now()

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to the group, and whether they called this meeting."""
        found = super().relations_to(member)
        called = Relation.GROUP_MEMBER in found and member.id == self.caller_id
        return found | {Relation.SELF} if called else found


class Attendance(Model):
    """What one member says of coming to one meeting."""

    __tablename__ = "attendance"

    meeting_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    answer: Mapped[Answer] = mapped_column(choice(Answer))
    answered_at: Mapped[datetime] = mapped_column(default=now)

    member: Mapped[Member] = relationship(lazy="raise", viewonly=True)


class Minutes(Identified, Model):
    """One version of what was written down of a meeting. Versions are numbered from 1 and never change."""

    __tablename__ = "minutes"

    meeting_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("meeting.id", ondelete="CASCADE"))
    number: Mapped[int]
    # None once the author has deleted the account.
    author_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id", ondelete="SET NULL"), index=True)
    language: Mapped[str] = mapped_column(sa.String(2))
    body_sealed: Mapped[bytes]
    written_at: Mapped[datetime] = mapped_column(default=now)

    body = sealed("body_sealed")
    author: Mapped[Member | None] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (sa.UniqueConstraint("meeting_id", "number", name="uq_minutes_meeting_number"),)


class Calendar(Identified, Model):
    """An address by which a member's calendar program reads the meetings of one group, or of all that they are in.

    The address holds a token, of which only a mark is kept. What it tells is found anew each time it is asked for.
    """

    __tablename__ = "calendar"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), index=True)
    # None for all groups of the member.
    group_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("working_group.id", ondelete="CASCADE"))
    token_mark: Mapped[bytes] = mapped_column(unique=True)
    # Whether it says of each meeting only that there is one.
    is_discreet: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    # The day, and no more, on which a program asked for it last.
    fetched_on: Mapped[date | None]

    group: Mapped[Group | None] = relationship(lazy="raise", viewonly=True)

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to this calendar."""
        return {Relation.SELF} if member.id == self.member_id else set()
