"""Topics, posts with what they said before, how far members have read, and reports of posts."""

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
BODY_LENGTH = 10_000
REPORT_LENGTH = 1000
PAGE_SIZE = 30


class TopicState(StrEnum):
    """Whether a topic takes posts."""

    OPEN = "open"
    CLOSED = "closed"


class Topic(OfGroup, Identified, Model):
    """Something that a group talks about. Its posts are numbered from 1, and no number is given twice."""

    __tablename__ = "topic"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("working_group.id"))
    # None once the author has deleted the account.
    author_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"), index=True)
    title_sealed: Mapped[bytes]
    language: Mapped[str] = mapped_column(sa.String(2))
    state: Mapped[TopicState] = mapped_column(choice(TopicState), default=TopicState.OPEN)
    pinned_at: Mapped[datetime | None]
    # A coordinator removed it, with everything in it; it can be put back for a while.
    removed_at: Mapped[datetime | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_number: Mapped[int] = mapped_column(default=0)
    # How many answers there are: places of posts that went without a trace are not counted.
    replies: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(default=now)

    title = sealed("title_sealed")
    author: Mapped[Member | None] = relationship(lazy="raise", viewonly=True)
    group: Mapped[Group] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (sa.Index("ix_topic_listing", "group_id", "last_at", "id"),)

    @property
    def is_open(self) -> bool:
        """Whether posts can be written, as far as the topic is concerned."""
        return self.state is TopicState.OPEN

    @property
    def last_page(self) -> int:
        """The page on which the newest post stands."""
        return page_of(max(self.last_number, 1))


class Post(Identified, Model):
    """One post; without text once its author deleted it, or a month after a coordinator removed it.

    number: its place, which stays. edition: how often it was changed, beginning at 1.
    """

    __tablename__ = "post"

    topic_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("topic.id", ondelete="CASCADE"))
    author_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id"), index=True)
    number: Mapped[int]
    # The number of the post that this one answers.
    answers: Mapped[int | None]
    body_sealed: Mapped[bytes | None]
    language: Mapped[str] = mapped_column(sa.String(2))
    edition: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None] = mapped_column(index=True)

    body = sealed("body_sealed")
    author: Mapped[Member | None] = relationship(lazy="raise", viewonly=True)
    topic: Mapped[Topic] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (sa.UniqueConstraint("topic_id", "number", name="uq_post_place"),)

    @property
    def is_readable(self) -> bool:
        """Whether members can read it."""
        return self.body_sealed is not None and self.removed_at is None

    @property
    def written_at(self) -> datetime:
        """When the text that stands there was written."""
        return self.edited_at or self.created_at

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to the group, and whether they wrote this; who has left the group has no way to it."""
        relations = self.topic.relations_to(member)
        inside = bool(relations & {Relation.NEWCOMER, Relation.GROUP_MEMBER})
        return relations | ({Relation.SELF} if inside and member.id == self.author_id else set())


class PostEdition(Identified, Model):
    """What a post, and with the first one the title of its topic, said before it was changed."""

    __tablename__ = "post_edition"

    post_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("post.id", ondelete="CASCADE"))
    number: Mapped[int]
    title_sealed: Mapped[bytes | None]
    body_sealed: Mapped[bytes]
    language: Mapped[str] = mapped_column(sa.String(2))
    written_at: Mapped[datetime]

    title = sealed("title_sealed")
    body = sealed("body_sealed")

    __table_args__ = (sa.UniqueConstraint("post_id", "number", name="uq_post_edition_number"),)


class TopicReading(Model):
    """Up to which post somebody has read a topic: theirs alone, and nothing of when."""

    __tablename__ = "topic_reading"

    topic_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    until: Mapped[int]


class PostReport(Identified, Model):
    """What somebody told the group's coordinators about a post; they read the words, not whose they are."""

    __tablename__ = "post_report"

    post_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("post.id", ondelete="CASCADE"))
    reporter_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), index=True)
    words_sealed: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)

    words = sealed("words_sealed")
    post: Mapped[Post] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (sa.UniqueConstraint("post_id", "reporter_id", name="uq_post_report_by"),)

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to the group in which the post stands."""
        return self.post.topic.relations_to(member)


def page_of(number: int) -> int:
    """The page on which the post with a number stands, for ever."""
    return (number - 1) // PAGE_SIZE + 1
