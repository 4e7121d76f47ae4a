"""Asking for contact, and taking that back."""

from datetime import timedelta

from community.accounts.models import Member
from community.contacts import queries
from community.contacts.models import ContactRequest, Conversation, RequestState
from community.contacts.operations.holding import hold_pair
from community.contacts.operations.opening import open_conversation
from community.contacts.operations.refusals import (
    AlreadyAsked,
    AlreadyTalking,
    BlockedByYou,
    DeclinedLately,
    RequestGone,
    TakesNoRequests,
)
from community.contacts.operations.telling import tell_later
from community.db import atomic, db, lock, now
from community.members.models.blocks import has_blocked

# After a decline.
ASK_AGAIN = timedelta(days=30)


@atomic
def ask(*, actor: Member, asked: Member, words: str, known_as: str = "") -> Conversation | None:
    """Ask another member for contact. Where they have asked, too, that is an answer, and the conversation is returned.

    known_as: the handle under which the actor knows them, where that is not the one of this moment.
    Raises TakesNoRequests, AlreadyAsked, DeclinedLately, AlreadyTalking, BlockedByYou.
    """
    if hold_pair(actor, asked.id) is None or not asked.is_active or actor.id == asked.id:
        raise TakesNoRequests
    if has_blocked(actor.id, asked.id):
        raise BlockedByYou
    talk = queries.find_conversation_of(actor, asked)
    if talk is not None and talk.ended_at is None:
        raise AlreadyTalking
    theirs, mine = queries.find_between(asked, actor), queries.find_between(actor, asked)
    if theirs is not None and theirs.is_pending:
        return _answer(actor, asked, theirs, words)
    _refuse_to_repeat(mine)
    if not queries.takes_requests_from(asked, actor):
        raise TakesNoRequests
    handles = {"asker_handle": actor.handle, "asked_handle": known_as or asked.handle}
    _send(mine, ContactRequest(asker_id=actor.id, asked_id=asked.id, words=words, **handles))
    # In any case: who is told, and whether, is decided after the answer, which therefore tells nothing of it.
    tell_later(asked)
    return None


@atomic
def take_back(*, actor: Member, request: ContactRequest) -> None:
    """Take one's own request back. Raises RequestGone."""
    hold_pair(actor, request.asked_id)
    lock(request)
    if not request.is_pending:
        raise RequestGone
    if request.state is RequestState.IGNORED:
        # Whoever is ignored does not get out of that by asking once more.
        request.end(RequestState.WITHDRAWN)
    else:
        db.session.delete(request)


def _answer(actor: Member, asked: Member, theirs: ContactRequest, words: str) -> Conversation:
    conversation = open_conversation(theirs, asker=asked, asked=actor)
    db.session.add(conversation.add(actor, words))
    tell_later(asked)
    return conversation


def _refuse_to_repeat(mine: ContactRequest | None) -> None:
    if mine is None:
        return
    if mine.is_pending:
        raise AlreadyAsked
    if mine.declined_at is not None and mine.declined_at > now() - ASK_AGAIN:
        raise DeclinedLately


def _send(before: ContactRequest | None, request: ContactRequest) -> None:
    ignored = before is not None and before.state is RequestState.WITHDRAWN
    if before is not None:
        db.session.delete(before)
        db.session.flush()
    request.state = RequestState.IGNORED if ignored else RequestState.WAITING
    db.session.add(request)
