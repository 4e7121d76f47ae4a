"""Reading conversations."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from community.accounts.models import Member
from community.contacts.models import Conversation, Message
from community.db import db
from community.members.models import Block
from community.web.pagination import Page, paginate


@dataclass(frozen=True)
class Talk:
    """A conversation with the one whom the viewer has it with, or None where they have deleted their account."""

    conversation: Conversation
    partner: Member | None


def find_conversation(viewer: Member | None, conversation_id: uuid.UUID) -> Conversation | None:
    """The conversation with this id, if the viewer is one of its two and has not done with it."""
    found = db.session.get(Conversation, conversation_id) if viewer else None
    if found is None or viewer is None or viewer.id not in (found.first_id, found.second_id):
        return None
    return None if found.ended_at and found.last_number <= found.deleted(viewer) else found


def find_reportable(viewer: Member | None, conversation_id: uuid.UUID) -> Conversation | None:
    """The conversation with this id, where it is the viewer's, and there is somebody to be reported."""
    found = find_conversation(viewer, conversation_id)
    return found if found and viewer and found.partner_id(viewer) else None


def find_conversation_of(one: Member, other: Member) -> Conversation | None:
    """The conversation of these two, open or ended."""
    first, second = sorted((one.id, other.id))
    return db.session.scalar(
        sa.select(Conversation).where(Conversation.first_id == first, Conversation.second_id == second)
    )


def find_partner(viewer: Member, conversation: Conversation) -> Member | None:
    """The other one."""
    partner_id = conversation.partner_id(viewer)
    return db.session.get(Member, partner_id) if partner_id else None


def get_partner(viewer: Member, conversation: Conversation) -> Member:
    """The other one, who has not deleted their account."""
    return db.session.get_one(Member, conversation.partner_id(viewer))


def is_open(conversation: Conversation, partner: Member | None) -> bool:
    """Whether something can be written: nobody has ended it, and the other one is there to read it."""
    return conversation.ended_at is None and partner is not None and partner.is_active


def list_conversations(viewer: Member, after: str | None = None, size: int = 30) -> Page[Talk]:
    """A page of the viewer's conversations, last written in first; not those with people whom they have blocked."""
    is_first = Conversation.first_id == viewer.id
    deleted = sa.case((is_first, Conversation.first_deleted), else_=Conversation.second_deleted)
    partner_id = sa.case((is_first, Conversation.second_id), else_=Conversation.first_id)
    blocked = sa.select(Block.blocked_id).where(Block.blocker_id == viewer.id, Block.blocked_id == partner_id)
    statement = sa.select(Conversation).where(
        sa.or_(is_first, Conversation.second_id == viewer.id),
        Conversation.last_number > deleted,
        ~blocked.exists(),
    )
    order = (Conversation.last_at.desc(), Conversation.id.desc())
    page = paginate(statement, by=order, after=after, size=size)
    partner_ids = {conversation.partner_id(viewer) for conversation in page.items} - {None}
    partners = {member.id: member for member in db.session.scalars(sa.select(Member).where(Member.id.in_(partner_ids)))}
    talks = [
        Talk(conversation, partners.get(partner) if (partner := conversation.partner_id(viewer)) else None)
        for conversation in page.items
    ]
    return Page(talks, page.next)


def list_messages(viewer: Member, conversation: Conversation, after: str | None = None) -> Page[Message]:
    """A page of messages in the order of reading; the first page holds the latest, the next one those before."""
    statement = sa.select(Message).where(
        Message.conversation_id == conversation.id, Message.number > conversation.deleted(viewer)
    )
    page = paginate(statement, by=(Message.number.desc(), Message.id.desc()), after=after, size=30)
    return Page(page.items[::-1], page.next)


def find_own_message(viewer: Member | None, message_id: uuid.UUID) -> Message | None:
    """The message with this id, if the viewer wrote it and still sees the conversation that it stands in."""
    message = db.session.get(Message, message_id) if viewer else None
    if message is None or viewer is None or message.author_id != viewer.id:
        return None
    conversation = find_conversation(viewer, message.conversation_id)
    return message if conversation and message.number > conversation.deleted(viewer) else None


def list_received_messages(viewer: Member, conversation: Conversation) -> Sequence[Message]:
    """The latest messages that the other one wrote and the viewer can still read, in the order of reading."""
    statement = sa.select(Message).where(
        Message.conversation_id == conversation.id,
        Message.author_id != viewer.id,
        Message.words_sealed.is_not(None),
        Message.number > conversation.deleted(viewer),
    )
    return db.session.scalars(statement.order_by(Message.number.desc()).limit(20)).all()[::-1]
