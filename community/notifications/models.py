"""Notices, what members chose about them, and which digests have left."""

import uuid
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from community.accounts.models import Member
from community.db import Identified, Model, choice, now
from community.policy import Relation

KIND_LENGTH = 20  # of the names of kinds, see groups/works.py
MOST_NEWS = 99  # news of one thing are counted up to here
MORNING = 7  # the hour of the digest, for whoever chose none


class Level(StrEnum):
    """What a member wants to be told of one kind of thing in a group.

    MINE: what concerns them by mail, the rest in the site. SITE: no mails. NONE: not even in the site.
    """

    ALL = "all"
    MINE = "mine"
    DAILY = "daily"
    WEEKLY = "weekly"
    SITE = "site"
    NONE = "none"


class Mailing(StrEnum):
    """The mail in which a notice is still to be told."""

    SINGLE = "single"
    DAILY = "daily"
    WEEKLY = "weekly"


_UNREAD = sa.text("read_at IS NULL")
_TO_MAIL = sa.text("mail_at IS NOT NULL")


class Notice(Identified, Model):
    """One member is told of one thing. What is new about it meanwhile renews the row, so that a flood is one notice.

    It holds no words: the title is loaded when it is read, for the one who reads it.
    """

    __tablename__ = "notice"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"))
    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(KIND_LENGTH))
    subject_id: Mapped[uuid.UUID] = mapped_column(sa.Uuid())
    # Whether it is about the member, and not only about their group.
    concerns: Mapped[bool]
    # How much happened since the member last read of it.
    news: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
    # The mail in which it is still to be told, and when; and when a mail told of it last.
    mailing: Mapped[Mailing | None] = mapped_column(choice(Mailing))
    mail_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]

    __table_args__ = (
        sa.UniqueConstraint("member_id", "kind", "subject_id", name="uq_notice_of_one_thing"),
        sa.Index("ix_notice_listing", "member_id", "at", "id"),
        sa.Index("ix_notice_unread", "member_id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
        sa.Index("ix_notice_to_mail", "mail_at", sqlite_where=_TO_MAIL, postgresql_where=_TO_MAIL),
        sa.Index("ix_notice_kept", "at"),
        sa.CheckConstraint("(mailing IS NULL) = (mail_at IS NULL)", name="mailing_has_time"),
    )

    def mail(self, mailing: Mailing | None, at: datetime | None) -> None:
        """Set in which mail it is to be told, and when; None for in none."""
        self.mailing, self.mail_at = (mailing, at) if mailing and at else (None, None)

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to the one who is told."""
        return {Relation.SELF} if member.id == self.member_id else set()

    def note_mailed(self) -> None:
        """Note that a mail tells of it."""
        self.mail(None, None)
        self.mailed_at = now()

    def read(self) -> None:
        """Note that the member has read of it: no mail need tell it any more."""
        self.read_at = self.read_at or now()
        self.mail(None, None)


class NoticePreference(Identified, Model):
    """What a member wants to be told of a kind of thing: in one group, or where there is none, in all others."""

    __tablename__ = "notice_preference"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"))
    group_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("working_group.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(KIND_LENGTH))
    level: Mapped[Level] = mapped_column(choice(Level))
    # What stood here before a link in a mail was pressed, so that it can be taken back; empty where nothing did, None
    # where no link was pressed since.
    before: Mapped[str | None] = mapped_column(sa.String(20))

    __table_args__ = (
        sa.Index("uq_notice_preference_in_group", "member_id", "group_id", "kind", unique=True),
        sa.Index(
            "uq_notice_preference_everywhere",
            "member_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("group_id IS NULL"),
            postgresql_where=sa.text("group_id IS NULL"),
        ),
    )


class NoticeSettings(Model):
    """What a member chose for all their notices. Whoever chose nothing has no row.

    morning: the hour, on their own clock, from which the digest may come. digests: whether it comes by mail at all.
    ended_by_link: whether a link in a mail ended it, and nothing was chosen since, so that this can be taken back.
    paused_until: the day before which no mail comes.
    """

    __tablename__ = "notice_settings"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    morning: Mapped[int] = mapped_column(default=MORNING)
    digests: Mapped[bool] = mapped_column(default=True)
    ended_by_link: Mapped[bool] = mapped_column(default=False)
    paused_until: Mapped[date | None]

    __table_args__ = (sa.CheckConstraint("morning BETWEEN 0 AND 23", name="morning_is_an_hour"),)


class DigestSent(Model):
    """A digest that has been written for a member: one for a day on their own clock, one for a week."""

    __tablename__ = "digest_sent"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    mailing: Mapped[Mailing] = mapped_column(choice(Mailing), primary_key=True)
    # The day, on the member's clock; of a week its Monday.
    day: Mapped[date] = mapped_column(primary_key=True)

    __table_args__ = (sa.Index("ix_digest_sent_day", "day"),)
