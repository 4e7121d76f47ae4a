"""Everything that contacts keep of a member, for the copy of their data."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from community.accounts.models import Member
from community.contacts.models import ContactRequest, Conversation, Message, RequestState
from community.contacts.queries.people import known_handle, shown_for
from community.db import db
from community.members.models import Block


@dataclass(frozen=True)
class Written:
    """A message that a member can read, and the handle of the other one as the member knows it, or None where that
    account is deleted."""

    message: Message
    is_own: bool
    partner: str | None


def list_all_requests(member: Member) -> Sequence[ContactRequest]:
    """Every request that a member sent, and every one that was sent to them and is not decided, oldest first."""
    sent = sa.and_(ContactRequest.asker_id == member.id, ContactRequest.state != RequestState.WITHDRAWN)
    received = sa.and_(ContactRequest.asked_id == member.id, ContactRequest.words_sealed.is_not(None))
    both = (joinedload(ContactRequest.asker), joinedload(ContactRequest.asked))
    statement = sa.select(ContactRequest).where(sa.or_(sent, received)).options(*both)
    return db.session.scalars(statement.order_by(ContactRequest.created_at, ContactRequest.id)).all()


def list_all_messages(member: Member) -> list[Written]:
    """Every message that a member can read, conversation by conversation."""
    is_first = Conversation.first_id == member.id
    deleted = sa.case((is_first, Conversation.first_deleted), else_=Conversation.second_deleted)
    partner_id = sa.case((is_first, Conversation.second_id), else_=Conversation.first_id)
    statement = (
        sa.select(Message, Conversation, Member)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .outerjoin(Member, Member.id == partner_id)
        .where(sa.or_(is_first, Conversation.second_id == member.id))
        .where(Message.number > deleted, Message.words_sealed.is_not(None))
        .order_by(Conversation.last_at, Conversation.id, Message.number)
    )
    found = db.session.execute(statement).all()
    names = shown_for(member, {partner for _message, _talk, partner in found if partner})
    return [
        Written(
            message,
            message.author_id == member.id,
            known_handle(partner, names, talk.partner_handle(member)) if partner else None,
        )
        for message, talk, partner in found
    ]


def list_blocked_handles(member: Member) -> list[str]:
    """The handles of everybody whom a member has blocked, as the member knows them."""
    found = sa.select(Block).where(Block.blocker_id == member.id).options(joinedload(Block.blocked))
    blocks = db.session.scalars(found.order_by(Block.created_at, Block.id)).all()
    names = shown_for(member, [block.blocked for block in blocks])
    return [known_handle(block.blocked, names, block.handle) for block in blocks]
