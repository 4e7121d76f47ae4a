"""What happens at the same moment happens one after the other: real threads, real connections, several rounds."""

import pytest
import sqlalchemy as sa

from community.accounts.models import Member
from community.contacts import operations, queries
from community.contacts.models import ContactRequest, Conversation, Message, RequestState
from community.db import db
from community.members.operations import block
from community.refusals import Refusal
from tests.contacts.factories import ContactRequestFactory

ROUNDS = range(4)


def act(operation, actor, **things):
    """A function for another thread, which loads what it acts on by itself, as a request does."""
    actor_id = actor.id
    ids = {name: (type(thing), thing.id) for name, thing in things.items() if hasattr(thing, "id")}
    plain = {name: thing for name, thing in things.items() if name not in ids}

    def run():
        loaded = {name: db.session.get_one(kind, identity) for name, (kind, identity) in ids.items()}
        return operation(actor=db.session.get_one(Member, actor_id), **loaded, **plain)

    return run


def refusals(results):
    """The refusals among the results; anything else that was raised is a fault."""
    raised = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(error, Refusal) for error in raised), raised
    return [type(error) for error in raised]


def all_of(model):
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(sa.select(model)).all()


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_who_ask_each_other_at_once_have_one_conversation(race, haru, mina, _round):
    results = race(
        act(operations.ask, haru, asked=mina, words="From Haru."),
        act(operations.ask, mina, asked=haru, words="From Mina."),
    )
    assert refusals(results) == []
    assert len(all_of(Conversation)) == 1
    assert all_of(ContactRequest) == []
    assert {message.words for message in all_of(Message)} == {"From Haru.", "From Mina."}


@pytest.mark.parametrize("_round", ROUNDS)
def test_asking_twice_at_once_is_one_request_and_one_mail(race, haru, mina, outbox, _round):
    asking = act(operations.ask, haru, asked=mina, words="May I?")
    assert refusals(race(asking, asking)) == [operations.AlreadyAsked]
    assert len(all_of(ContactRequest)) == 1
    assert len(outbox()) == 1


@pytest.mark.parametrize("_round", ROUNDS)
@pytest.mark.parametrize("other", ["accept", "decline", "ignore"])
def test_a_request_is_answered_once(race, haru, mina, other, _round):
    request = ContactRequestFactory(asker=haru, asked=mina)
    results = race(
        act(operations.accept, mina, request=request), act(getattr(operations, other), mina, request=request)
    )
    raised = [result for result in results if isinstance(result, Exception)]
    assert len(raised) == 1  # refused, or no more there to be read
    assert len(all_of(Conversation)) + len(all_of(ContactRequest)) == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_request_is_accepted_or_taken_back(race, haru, mina, _round):
    request = ContactRequestFactory(asker=haru, asked=mina)
    race(act(operations.accept, mina, request=request), act(operations.take_back, haru, request=request))
    assert all_of(ContactRequest) == []
    assert len(all_of(Conversation)) in (0, 1)
    assert len(all_of(Message)) == len(all_of(Conversation))


@pytest.mark.parametrize("_round", ROUNDS)
@pytest.mark.parametrize("blocker", ["haru", "mina"])
def test_whoever_is_blocked_while_being_accepted_cannot_write(race, haru, mina, blocker, _round):
    request = ContactRequestFactory(asker=haru, asked=mina)
    people = {"haru": haru, "mina": mina}
    one, other = people[blocker], people["mina" if blocker == "haru" else "haru"]
    race(act(operations.accept, mina, request=request), act(block, one, member=other))
    assert all(talk.ended_at for talk in all_of(Conversation))
    assert [row.state for row in all_of(ContactRequest) if row.state is RequestState.WAITING] == []
    assert not queries.waits_for(one)


@pytest.mark.parametrize("_round", ROUNDS)
def test_asking_while_being_blocked_leaves_nothing_that_reaches_the_blocker(race, haru, mina, _round):
    race(act(operations.ask, haru, asked=mina, words="May I?"), act(block, mina, member=haru))
    db.session.rollback()
    assert queries.list_received(mina).items == []
    assert not queries.waits_for(mina)


@pytest.mark.parametrize("_round", ROUNDS)
def test_both_block_each_other(race, haru, mina, talk, _round):
    assert refusals(race(act(block, haru, member=mina), act(block, mina, member=haru))) == []
    assert [row.ended_at is not None for row in all_of(Conversation)] == [True]


@pytest.mark.parametrize("_round", ROUNDS)
def test_both_write_at_once(race, haru, mina, talk, _round):
    writing = [act(operations.write, member, conversation=talk, words="Now") for member in (haru, mina, haru)]
    assert refusals(race(*writing)) == []
    assert sorted(message.number for message in all_of(Message)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("_round", ROUNDS)
@pytest.mark.parametrize("ending", ["end", "block"])
def test_nothing_is_written_after_the_end(race, haru, mina, talk, ending, _round):
    how = act(block, mina, member=haru) if ending == "block" else act(operations.end, mina, conversation=talk)
    refused = refusals(race(act(operations.write, haru, conversation=talk, words="Wait"), how))
    [ended] = all_of(Conversation)
    assert ended.ended_at is not None
    assert len(all_of(Message)) == 3 - len(refused)
    assert all(message.created_at <= ended.ended_at for message in all_of(Message))


@pytest.mark.parametrize("_round", ROUNDS)
def test_both_delete_an_ended_conversation_at_once(race, haru, mina, talk, _round):
    operations.end(actor=haru, conversation=talk)
    race(*(act(operations.delete_for_oneself, member, conversation=talk) for member in (haru, mina)))
    assert all_of(Conversation) == []
    assert all_of(Message) == []
