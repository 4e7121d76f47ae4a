"""Opening a conversation."""

from community.accounts.models import Member
from community.contacts import queries
from community.contacts.models import ContactRequest, Conversation
from community.db import db


def open_conversation(request: ContactRequest, *, asker: Member, asked: Member) -> Conversation:
    """Make a request the first message of the conversation of the two, or the next one where they had one before; part
    of an operation that holds both."""
    conversation = queries.find_conversation_of(asker, asked)
    if conversation is None:
        first, second = sorted((asker, asked), key=lambda member: member.id)
        conversation = Conversation(first_id=first.id, second_id=second.id, **_COUNTS)
        db.session.add(conversation)
        db.session.flush()
    conversation.ended_at = None
    # Not those of today: each of the two may have hidden since.
    conversation.know({asker.id: request.asker_handle, asked.id: request.asked_handle})
    db.session.add(conversation.add(asker, str(request.words)))
    db.session.delete(request)
    # Being accepted is news for the asker, the words that they wrote themselves are none for the other.
    conversation.see(asked)
    conversation.see(asker, but=1)
    return conversation


_COUNTS = dict.fromkeys(("last_number", "first_seen", "second_seen", "first_deleted", "second_deleted"), 0)
