"""Contact requests, conversations and their messages, and what members choose about them."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Identified, Model, choice, now
from community.policy import Relation

REQUEST_LENGTH = 500
MESSAGE_LENGTH = 4000


class WhoMayAsk(StrEnum):
    """Whose requests a member takes."""

    MEMBERS = "members"
    GROUPS = "groups"
    NOBODY = "nobody"


class RequestState(StrEnum):
    """Where a contact request stands; an accepted one is a conversation and no request any more.

    IGNORED looks to the asker as if it were waiting; so does whatever somebody sends who was blocked. WITHDRAWN was
    ignored and then taken back: it only remembers that the asker is being ignored.
    """

    WAITING = "waiting"
    IGNORED = "ignored"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


# What the asker reads of as waiting.
PENDING = (RequestState.WAITING, RequestState.IGNORED)


class ContactSettings(Model):
    """What a member chose about being asked and being told. Whoever chose nothing has no row."""

    __tablename__ = "contact_settings"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    who_may_ask: Mapped[WhoMayAsk] = mapped_column(choice(WhoMayAsk), default=WhoMayAsk.MEMBERS)
    mails: Mapped[bool] = mapped_column(default=True)
    # A mail has said that something waits, and the member has not looked since: no further one is sent.
    was_told: Mapped[bool] = mapped_column(default=False)


class ContactRequest(Identified, Model):
    """One member asks another for contact. One row for a pair and direction, whatever happened before."""

    __tablename__ = "contact_request"

    asker_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"))
    asked_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"))
    # As each knew the other then: whoever hides and takes another handle is not followed to it.
    asker_handle: Mapped[str] = mapped_column(sa.String(30))
    asked_handle: Mapped[str] = mapped_column(sa.String(30))
    words_sealed: Mapped[bytes | None]
    state: Mapped[RequestState] = mapped_column(choice(RequestState), default=RequestState.WAITING)
    created_at: Mapped[datetime] = mapped_column(default=now)
    declined_at: Mapped[datetime | None]

    words = sealed("words_sealed")
    asker: Mapped[Member] = relationship(lazy="raise", viewonly=True, foreign_keys=asker_id)
    asked: Mapped[Member] = relationship(lazy="raise", viewonly=True, foreign_keys=asked_id)

    __table_args__ = (
        sa.UniqueConstraint("asker_id", "asked_id", name="uq_contact_request_pair"),
        sa.Index("ix_contact_request_received", "asked_id", "state", "created_at", "id"),
        sa.Index("ix_contact_request_sent", "asker_id", "created_at", "id"),
        sa.CheckConstraint("asker_id != asked_id", name="not_oneself"),
        sa.CheckConstraint(
            "(state IN ('waiting', 'ignored')) = (words_sealed IS NOT NULL)", name="words_while_pending"
        ),
        sa.CheckConstraint("(state = 'declined') = (declined_at IS NOT NULL)", name="declined_has_time"),
    )

    @property
    def is_pending(self) -> bool:
        """Whether it waits, or looks to the asker as if it did."""
        return self.state in PENDING

    def other(self, member: Member) -> Member:
        """The other one of the two."""
        return self.asked if member.id == self.asker_id else self.asker

    def other_handle(self, member: Member) -> str:
        """The handle of the other one, as this one of the two knew it."""
        return self.asked_handle if member.id == self.asker_id else self.asker_handle

    def end(self, state: RequestState) -> None:
        """Decline it, or take back what was ignored; what was written in it is destroyed."""
        self.state, self.words = state, None
        self.declined_at = now() if state is RequestState.DECLINED else None

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to this request; which of the two, whoever loads it asks."""
        return {Relation.SELF} if member.id in (self.asker_id, self.asked_id) else set()


class Conversation(Identified, Model):
    """What two members write to each other. One row for a pair, the member with the smaller id first.

    Messages are numbered; for each of the two stands up to which number they have seen the conversation, which the
    other never learns, and up to which they have deleted it for themselves. Whoever deleted the account is None.
    """

    __tablename__ = "conversation"

    first_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id", ondelete="SET NULL"))
    second_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("member.id", ondelete="SET NULL"), index=True)
    # As the other one knew them when they last got in contact; "" where the account is deleted.
    first_handle: Mapped[str] = mapped_column(sa.String(30), default="")
    second_handle: Mapped[str] = mapped_column(sa.String(30), default="")
    last_number: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    first_seen: Mapped[int] = mapped_column(default=0)
    second_seen: Mapped[int] = mapped_column(default=0)
    first_deleted: Mapped[int] = mapped_column(default=0)
    second_deleted: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id", name="uq_conversation_pair"),
        sa.CheckConstraint("first_id < second_id", name="in_order"),
    )

    def partner_id(self, member: Member) -> uuid.UUID | None:
        """The other one, or None where they have deleted their account."""
        return self.second_id if self._is_first(member) else self.first_id

    def partner_handle(self, member: Member) -> str:
        """The handle of the other one, as this one of the two knew it."""
        return self.second_handle if self._is_first(member) else self.first_handle

    def know(self, handles: Mapping[uuid.UUID, str]) -> None:
        """Keep the handles, by their ids, under which the two know each other."""
        if self.first_id is not None and self.second_id is not None:
            self.first_handle, self.second_handle = handles[self.first_id], handles[self.second_id]

    def seen(self, member: Member) -> int:
        """Up to which message this one of the two has seen it."""
        return self.first_seen if self._is_first(member) else self.second_seen

    def deleted(self, member: Member) -> int:
        """Up to which message this one of the two has deleted it for themselves."""
        return self.first_deleted if self._is_first(member) else self.second_deleted

    def has_news_for(self, member: Member) -> bool:
        """Whether something was written that this one of the two has not seen."""
        return self.last_number > self.seen(member)

    def see(self, member: Member, but: int = 0) -> None:
        """This one of the two has seen everything but so many messages at the end."""
        setattr(self, "first_seen" if self._is_first(member) else "second_seen", self.last_number - but)

    def delete_for(self, member: Member) -> None:
        """This one of the two wants to see nothing of what was written until now."""
        setattr(self, "first_deleted" if self._is_first(member) else "second_deleted", self.last_number)
        self.see(member)

    def add(self, author: Member, words: str) -> "Message":
        """A new message at the end."""
        self.last_number += 1
        self.last_at = now()
        self.see(author)
        return Message(conversation_id=self.id, author_id=author.id, number=self.last_number, words=words)

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to this conversation."""
        return {Relation.SELF} if member.id in (self.first_id, self.second_id) else set()

    def _is_first(self, member: Member) -> bool:
        return member.id == self.first_id


class Message(Identified, Model):
    """One message; without words once its author has deleted it, so that the order can still be followed."""

    __tablename__ = "message"

    conversation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"))
    author_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    words_sealed: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    words = sealed("words_sealed")

    __table_args__ = (sa.UniqueConstraint("conversation_id", "number", name="uq_message_place"),)

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to this message."""
        return {Relation.SELF} if member.id == self.author_id else set()
