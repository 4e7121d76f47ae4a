"""Factories of contact requests, conversations and messages."""

import factory

from community.contacts.models import ContactRequest, Conversation, Message, RequestState
from community.db import db, now
from tests.factories import MemberFactory, ModelFactory


class ContactRequestFactory(ModelFactory):
    """A request that waits; `asker` and `asked` may be given."""

    class Meta:
        model = ContactRequest
        exclude = ("asker", "asked")

    class Params:
        ignored = factory.Trait(state=RequestState.IGNORED)
        withdrawn = factory.Trait(state=RequestState.WITHDRAWN, words=None)
        declined = factory.Trait(state=RequestState.DECLINED, words=None, declined_at=factory.LazyFunction(now))

    asker = factory.SubFactory(MemberFactory)
    asked = factory.SubFactory(MemberFactory)
    asker_id = factory.SelfAttribute("asker.id")
    asked_id = factory.SelfAttribute("asked.id")
    asker_handle = factory.SelfAttribute("asker.handle")
    asked_handle = factory.SelfAttribute("asked.handle")
    words = "May I ask you something?"
    state = RequestState.WAITING


class ConversationFactory(ModelFactory):
    """An open conversation of `one` and `other` in which nothing is written yet."""

    class Meta:
        model = Conversation
        exclude = ("one", "other", "pair")

    class Params:
        ended = factory.Trait(ended_at=factory.LazyFunction(now))

    one = factory.SubFactory(MemberFactory)
    other = factory.SubFactory(MemberFactory)
    pair = factory.LazyAttribute(lambda talk: sorted((talk.one, talk.other), key=lambda member: member.id))
    first_id = factory.LazyAttribute(lambda talk: talk.pair[0].id)
    second_id = factory.LazyAttribute(lambda talk: talk.pair[1].id)
    first_handle = factory.LazyAttribute(lambda talk: talk.pair[0].handle)
    second_handle = factory.LazyAttribute(lambda talk: talk.pair[1].handle)
    last_number = 0
    first_seen = 0
    second_seen = 0
    first_deleted = 0
    second_deleted = 0


class MessageFactory(ModelFactory):
    """The next message of a conversation; needs `conversation` and `author`."""

    class Meta:
        model = Message

    @classmethod
    def _create(cls, model_class: type, *args: object, **values: object) -> Message:
        talk, author = values["conversation"], values["author"]
        message: Message = talk.add(author, values.get("words", "Hello."))
        db.session.add(message)
        db.session.commit()
        return message
