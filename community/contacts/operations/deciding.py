"""Answering a contact request."""

from community.accounts.models import Member
from community.contacts.models import ContactRequest, Conversation, RequestState
from community.contacts.operations.holding import hold_pair
from community.contacts.operations.opening import open_conversation
from community.contacts.operations.refusals import RequestGone
from community.contacts.operations.telling import look, tell_later
from community.db import atomic, lock


@atomic
def accept(*, actor: Member, request: ContactRequest) -> Conversation:
    """Say yes: from now on the two can write to each other. Raises RequestGone."""
    asker = _take(actor, request)
    conversation = open_conversation(request, asker=asker, asked=actor)
    tell_later(asker)
    return conversation


@atomic
def decline(*, actor: Member, request: ContactRequest) -> None:
    """Say no; the asker reads that, and the words of the request are destroyed. Raises RequestGone."""
    _take(actor, request)
    request.end(RequestState.DECLINED)


@atomic
def ignore(*, actor: Member, request: ContactRequest) -> None:
    """Say nothing: for the asker it goes on waiting until it runs out. Raises RequestGone."""
    _take(actor, request)
    request.state = RequestState.IGNORED


def _take(actor: Member, request: ContactRequest) -> Member:
    asker = hold_pair(actor, request.asker_id)
    lock(request)
    if request.state is not RequestState.WAITING or asker is None or not asker.is_active:
        raise RequestGone
    look(actor=actor)
    return asker
