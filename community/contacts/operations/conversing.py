"""Writing to each other, and being done with it."""

from collections.abc import Iterator

import sqlalchemy as sa

from community.accounts.models import Member
from community.contacts import queries
from community.contacts.models import Conversation, Message
from community.contacts.operations.holding import hold_pair
from community.contacts.operations.refusals import ConversationEnded
from community.contacts.operations.telling import look, tell_later
from community.db import atomic, db, lock, now


@atomic
def write(*, actor: Member, conversation: Conversation, words: str) -> Message:
    """Write a message. Raises ConversationEnded."""
    partner = _hold(actor, conversation)
    if partner is None or not queries.is_open(conversation, partner):
        raise ConversationEnded
    message = conversation.add(actor, words)
    db.session.add(message)
    look(actor=actor)
    tell_later(partner)
    return message


@atomic
def see(*, actor: Member, conversation: Conversation) -> None:
    """Note for oneself, and for nobody else, that one has seen what stands there."""
    lock(conversation)
    conversation.see(actor)
    look(actor=actor)


@atomic
def delete_message(*, actor: Member, message: Message) -> None:
    """Destroy the words of one's own message, for both, at once; that there was one stays."""
    lock(message)
    message.words = None


@atomic
def end(*, actor: Member, conversation: Conversation) -> None:
    """End a conversation for both: each can still read it, and delete what they wrote."""
    _hold(actor, conversation)
    conversation.ended_at = conversation.ended_at or now()
    conversation.see(actor)


@atomic
def delete_for_oneself(*, actor: Member, conversation: Conversation) -> None:
    """See nothing any more of what was written until now. What neither of the two wants to see is destroyed."""
    _hold(actor, conversation)
    conversation.delete_for(actor)
    destroy_unwanted(conversation)


def destroy_unwanted(conversation: Conversation) -> None:
    """Destroy the messages that both have deleted for themselves, and an ended conversation in which none is left."""
    unwanted = min(_deleted_by_each(conversation), default=conversation.last_number)
    gone = sa.delete(Message).where(Message.conversation_id == conversation.id, Message.number <= unwanted)
    db.session.execute(gone)
    left = sa.select(Message.id).where(Message.conversation_id == conversation.id).limit(1)
    if conversation.ended_at is not None and db.session.scalar(left) is None:
        db.session.delete(conversation)


def _deleted_by_each(conversation: Conversation) -> Iterator[int]:
    """Up to which message each has deleted it; whoever deleted the account wants to see nothing."""
    if conversation.first_id is not None:
        yield conversation.first_deleted
    if conversation.second_id is not None:
        yield conversation.second_deleted


def _hold(actor: Member, conversation: Conversation) -> Member | None:
    partner = hold_pair(actor, conversation.partner_id(actor))
    lock(conversation)
    return partner
