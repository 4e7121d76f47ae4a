"""What rows say of themselves, and what the database itself refuses."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community.contacts.models import ContactRequest, Conversation, Message, RequestState
from community.db import db
from community.policy import Relation
from tests.contacts.factories import ContactRequestFactory, ConversationFactory, MessageFactory
from tests.factories import MemberFactory


@pytest.fixture
def pair(app):
    return MemberFactory(), MemberFactory()


def test_messages_are_numbered_and_ones_own_are_not_new(pair):
    one, other = pair
    talk = ConversationFactory(one=one, other=other)
    numbers = [MessageFactory(conversation=talk, author=author).number for author in (one, one, other)]
    assert numbers == [1, 2, 3]
    assert (talk.has_news_for(one), talk.has_news_for(other)) == (True, False)
    talk.see(one)
    assert not talk.has_news_for(one)


def test_each_of_the_two_has_marks_of_their_own(pair):
    one, other = pair
    talk = ConversationFactory(one=one, other=other)
    MessageFactory(conversation=talk, author=one)
    talk.delete_for(one)
    assert (talk.deleted(one), talk.deleted(other)) == (1, 0)
    assert talk.has_news_for(other)
    assert {talk.partner_id(one), talk.partner_id(other)} == {one.id, other.id}


def test_the_words_of_a_request_go_with_its_end(pair):
    request = ContactRequestFactory(asker=pair[0], asked=pair[1])
    assert request.is_pending
    for state in (RequestState.DECLINED, RequestState.WITHDRAWN):
        request.end(state)
        assert (request.words, request.is_pending) == (None, False)
        assert (request.declined_at is not None) is (state is RequestState.DECLINED)
        db.session.commit()


@pytest.mark.parametrize("role", ["moderator", "administrator"])
def test_no_role_is_anything_to_what_others_have(pair, role):
    one, other = pair
    talk = ConversationFactory(one=one, other=other)
    message = MessageFactory(conversation=talk, author=one)
    request = ContactRequestFactory(asker=one, asked=other)
    powerful = MemberFactory(**{role: True})
    for thing in (talk, message, request):
        assert thing.relations_to(powerful) == set()
        assert thing.relations_to(one) == {Relation.SELF}
    assert message.relations_to(other) == set()
    assert talk.relations_to(other) == request.relations_to(other) == {Relation.SELF}


def refused_rows(one, other):
    first, second = sorted((one.id, other.id))
    handles = {"asker_handle": "one", "asked_handle": "other"}
    yield lambda: ContactRequest(asker_id=one.id, asked_id=one.id, words="Me?", **handles)
    yield lambda: ContactRequest(asker_id=one.id, asked_id=other.id, words="Again?", **handles)
    yield lambda: ContactRequest(asker_id=other.id, asked_id=one.id, words=None, **handles)
    withdrawn = {"words": "Kept", "state": RequestState.WITHDRAWN}
    yield lambda: ContactRequest(asker_id=other.id, asked_id=one.id, **withdrawn, **handles)
    yield lambda: Conversation(first_id=first, second_id=second)
    yield lambda: Conversation(first_id=second, second_id=first)
    talk = db.session.scalars(sa.select(Conversation)).one()
    yield lambda: Message(conversation_id=talk.id, author_id=one.id, number=1, words="Twice")


def test_the_database_refuses_what_may_not_be(pair):
    one, other = pair
    ContactRequestFactory(asker=one, asked=other)
    MessageFactory(conversation=ConversationFactory(one=one, other=other), author=one)
    rows = list(refused_rows(one, other))
    assert len(rows) == 7
    for make in rows:
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.add(make())
    db.session.rollback()
