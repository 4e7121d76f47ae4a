"""What a member chooses, and how long things are kept; what ends when somebody blocks or goes."""

from datetime import timedelta

import sqlalchemy as sa

from community.accounts.models import Member
from community.contacts import queries
from community.contacts.models import ContactRequest, Conversation, Message, RequestState, WhoMayAsk
from community.contacts.operations.asking import ASK_AGAIN
from community.contacts.operations.conversing import destroy_unwanted
from community.contacts.operations.telling import hold_settings
from community.db import atomic, db, lock, now

REQUEST_LASTS = timedelta(days=60)
ENDED_STAYS = timedelta(days=180)


@atomic
def choose(*, actor: Member, who_may_ask: WhoMayAsk, mails: bool) -> None:
    """Choose whose requests one takes, and whether mails say that something waits."""
    settings = hold_settings(actor)
    settings.who_may_ask, settings.mails = who_may_ask, mails


@atomic
def end_between(*, actor: Member, blocked: Member) -> None:
    """End what a member has with somebody whom they block, who does not learn it: what they asked goes on waiting."""
    theirs, mine = queries.find_between(blocked, actor), queries.find_between(actor, blocked)
    if theirs is not None and theirs.state is RequestState.WAITING:
        theirs.state = RequestState.IGNORED
    if mine is not None:
        _let_go(mine)
    conversation = queries.find_conversation_of(actor, blocked)
    if conversation is not None:
        lock(conversation)
        conversation.ended_at = conversation.ended_at or now()
        conversation.see(actor)


def _let_go(mine: ContactRequest) -> None:
    # Whoever was declined or is ignored does not get out of that by blocking the other one for a moment.
    if mine.state is RequestState.WAITING:
        db.session.delete(mine)
    elif mine.state is RequestState.IGNORED:
        mine.end(RequestState.WITHDRAWN)


@atomic
def release(member: Member) -> None:
    """Let go of everything that is a member's who is deleted: what they wrote is destroyed, the other keeps their own
    words. Requests go with the member's row."""
    db.session.execute(sa.delete(Message).where(Message.author_id == member.id))
    of_member = sa.or_(Conversation.first_id == member.id, Conversation.second_id == member.id)
    for conversation in db.session.scalars(sa.select(Conversation).where(of_member).order_by(Conversation.id)):
        lock(conversation)
        conversation.ended_at = conversation.ended_at or now()
        if conversation.first_id == member.id:
            conversation.first_id, conversation.first_handle = None, ""
        else:
            conversation.second_id, conversation.second_handle = None, ""
        db.session.flush()
        destroy_unwanted(conversation)


@atomic
def forget_old() -> None:
    """Delete requests that nobody answered, declined ones after which one may ask again, and conversations that ended
    a while ago."""
    waited = sa.and_(ContactRequest.state != RequestState.DECLINED, ContactRequest.created_at < now() - REQUEST_LASTS)
    declined = ContactRequest.declined_at < now() - ASK_AGAIN
    db.session.execute(sa.delete(ContactRequest).where(sa.or_(waited, declined)))
    old = sa.select(Conversation.id).where(Conversation.ended_at < now() - ENDED_STAYS)
    db.session.execute(sa.delete(Message).where(Message.conversation_id.in_(old)))
    db.session.execute(sa.delete(Conversation).where(Conversation.ended_at < now() - ENDED_STAYS))
