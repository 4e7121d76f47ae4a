"""Asking, answering, writing, blocking: what is done, what is refused, and what nobody learns."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from community.accounts.models import MemberState
from community.accounts.operations import close, delete_closed
from community.accounts.signals import member_deleted
from community.contacts import operations, queries
from community.contacts.models import ContactRequest, ContactSettings, Conversation, Message, RequestState, WhoMayAsk
from community.contacts.operations.keeping import ENDED_STAYS, REQUEST_LASTS
from community.db import atomic, db, now
from community.members.operations import block, unblock
from tests.contacts.factories import ContactRequestFactory, ConversationFactory, MessageFactory
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.factories import member_with_profile


def ask(asker, asked, words="May I?"):
    return operations.ask(actor=asker, asked=asked, words=words)


def only_request():
    db.session.expire_all()
    return db.session.scalars(sa.select(ContactRequest)).one()


def texts(talk):
    rows = sa.select(Message).where(Message.conversation_id == talk.id).order_by(Message.number)
    return [message.words for message in db.session.scalars(rows)]


def later(**time):
    return time_machine.travel(now() + timedelta(**time), tick=True)


# Asking


def test_asking_leaves_a_request_that_waits(haru, mina):
    assert ask(haru, mina, "안녕하세요 🌊 مرحبا") is None
    request = only_request()
    assert (request.asker_id, request.asked_id, request.state) == (haru.id, mina.id, RequestState.WAITING)
    assert request.words == "안녕하세요 🌊 مرحبا"


def test_asking_again_is_refused_while_it_waits(haru, mina):
    ask(haru, mina)
    with pytest.raises(operations.AlreadyAsked):
        ask(haru, mina, "Please!")
    assert only_request().words == "May I?"


def test_nobody_asks_themselves(haru):
    with pytest.raises(operations.TakesNoRequests):
        ask(haru, haru)


@pytest.mark.parametrize("state", [{"suspended": True}, {"closes_at": now() + timedelta(days=3)}])
def test_somebody_who_is_not_there_is_not_asked(haru, state):
    with pytest.raises(operations.TakesNoRequests):
        ask(haru, MemberFactory(**state))


def test_who_takes_requests_of_nobody_gets_none(haru, mina):
    operations.choose(actor=mina, who_may_ask=WhoMayAsk.NOBODY, mails=True)
    with pytest.raises(operations.TakesNoRequests):
        ask(haru, mina)


def test_who_takes_requests_of_their_groups_gets_those(haru, mina):
    operations.choose(actor=mina, who_may_ask=WhoMayAsk.GROUPS, mails=True)
    with pytest.raises(operations.TakesNoRequests):
        ask(haru, mina)
    group = GroupFactory()
    for member in (haru, mina):
        MembershipFactory(group=group, member=member)
    ask(haru, mina)
    assert only_request().state is RequestState.WAITING


def test_whoever_asked_can_be_answered_though_they_take_no_requests(haru, mina):
    operations.choose(actor=haru, who_may_ask=WhoMayAsk.NOBODY, mails=True)
    ask(haru, mina)
    assert ask(mina, haru) is not None


def test_whoever_is_blocked_is_refused_as_by_somebody_who_takes_no_requests(haru, mina):
    block(actor=mina, member=haru)
    with pytest.raises(operations.TakesNoRequests):
        ask(haru, mina)


def test_whoever_has_blocked_somebody_is_told_so_when_they_ask_them(haru, mina):
    block(actor=haru, member=mina)
    with pytest.raises(operations.BlockedByYou):
        ask(haru, mina)
    unblock(actor=haru, member=mina)
    ask(haru, mina)


def test_two_who_ask_each_other_are_in_contact(haru, mina):
    ask(haru, mina, "First.")
    talk = ask(mina, haru, "Second.")
    assert texts(talk) == ["First.", "Second."]
    assert db.session.scalars(sa.select(ContactRequest)).all() == []
    assert (talk.has_news_for(haru), talk.has_news_for(mina)) == (True, False)


def test_whoever_is_in_contact_need_not_ask(haru, mina, talk):
    for asker, asked in ((haru, mina), (mina, haru)):
        with pytest.raises(operations.AlreadyTalking):
            ask(asker, asked)


# Answering


def test_accepting_makes_the_request_the_first_message(haru, mina):
    ask(haru, mina, "We met at the choir.")
    talk = operations.accept(actor=mina, request=only_request())
    assert texts(talk) == ["We met at the choir."]
    assert (talk.first_id, talk.second_id) == tuple(sorted((haru.id, mina.id)))
    # That it was accepted is news for the asker.
    assert (talk.has_news_for(haru), talk.has_news_for(mina)) == (True, False)


def test_declining_destroys_the_words_and_holds_for_thirty_days(haru, mina):
    ask(haru, mina)
    operations.decline(actor=mina, request=only_request())
    request = only_request()
    assert (request.state, request.words_sealed) == (RequestState.DECLINED, None)
    with later(days=29), pytest.raises(operations.DeclinedLately):
        ask(haru, mina)
    with later(days=31):
        ask(haru, mina, "A month later.")
        assert only_request().words == "A month later."


def test_whoever_declined_can_ask_themselves(haru, mina):
    ask(haru, mina)
    operations.decline(actor=mina, request=only_request())
    assert ask(mina, haru) is None
    assert len(queries.list_received(haru).items) == 1


def test_ignoring_changes_nothing_for_the_asker(haru, mina):
    ask(haru, mina)
    operations.ignore(actor=mina, request=only_request())
    assert queries.list_received(mina).items == []
    [sent] = queries.list_sent(haru).items
    assert (sent.is_pending, sent.words) == (True, "May I?")
    with pytest.raises(operations.AlreadyAsked):
        ask(haru, mina)


def test_whoever_is_ignored_stays_so_by_taking_back_and_asking_again(haru, mina, outbox):
    ask(haru, mina)
    operations.ignore(actor=mina, request=only_request())
    before = len(outbox())
    operations.take_back(actor=haru, request=only_request())
    assert (only_request().state, only_request().words_sealed) == (RequestState.WITHDRAWN, None)
    assert queries.list_sent(haru).items == []
    ask(haru, mina, "Look at me!")
    assert only_request().state is RequestState.IGNORED
    assert queries.list_received(mina).items == []
    assert len(outbox()) == before


def test_whoever_ignored_somebody_can_change_their_mind_by_asking(haru, mina):
    ask(haru, mina)
    operations.ignore(actor=mina, request=only_request())
    assert ask(mina, haru) is not None


def test_taking_back_leaves_nothing(haru, mina):
    ask(haru, mina)
    operations.take_back(actor=haru, request=only_request())
    assert db.session.scalars(sa.select(ContactRequest)).all() == []


@pytest.mark.parametrize("answer", ["accept", "decline", "ignore"])
def test_a_request_is_answered_once(haru, mina, answer):
    request = ContactRequestFactory(asker=haru, asked=mina, declined=True)
    with pytest.raises(operations.RequestGone):
        getattr(operations, answer)(actor=mina, request=request)


def test_a_request_of_somebody_suspended_meanwhile_cannot_be_accepted(haru, mina):
    request = ContactRequestFactory(asker=haru, asked=mina)
    haru.state = MemberState.SUSPENDED
    db.session.commit()
    assert queries.list_received(mina).items == []
    with pytest.raises(operations.RequestGone):
        operations.accept(actor=mina, request=request)


# Writing


def test_writing_adds_a_message_that_is_new_for_the_other_alone(haru, mina, talk):
    operations.see(actor=haru, conversation=talk)
    message = operations.write(actor=haru, conversation=talk, words="물결")
    assert texts(talk)[-1] == "물결"
    assert (message.number, talk.has_news_for(haru), talk.has_news_for(mina)) == (3, False, True)


def test_what_one_has_seen_is_no_news_any_more(mina, haru, talk):
    operations.see(actor=haru, conversation=talk)
    assert not talk.has_news_for(haru)


@pytest.mark.parametrize("who", ["haru", "mina"])
def test_after_either_ended_it_nobody_can_write(haru, mina, talk, who):
    operations.end(actor={"haru": haru, "mina": mina}[who], conversation=talk)
    for author in (haru, mina):
        with pytest.raises(operations.ConversationEnded):
            operations.write(actor=author, conversation=talk, words="Wait!")
    assert len(texts(talk)) == 2


def test_ending_twice_is_ending_once(haru, mina, talk):
    operations.end(actor=haru, conversation=talk)
    first = talk.ended_at
    operations.end(actor=mina, conversation=talk)
    assert talk.ended_at == first


def test_what_ended_goes_on_after_asking_again(haru, mina, talk):
    operations.end(actor=mina, conversation=talk)
    assert ask(haru, mina, "Once more?") is None
    again = operations.accept(actor=mina, request=only_request())
    assert again.id == talk.id
    assert texts(again) == ["We met at the choir.", "I remember.", "Once more?"]
    operations.write(actor=mina, conversation=again, words="Yes.")


def test_nobody_writes_to_somebody_suspended(haru, mina, talk):
    mina.state = MemberState.SUSPENDED
    db.session.commit()
    with pytest.raises(operations.ConversationEnded):
        operations.write(actor=haru, conversation=talk, words="Hello?")


def test_hiding_oneself_ends_nothing(haru, mina, talk, show):
    show(mina, "only_me")
    operations.write(actor=haru, conversation=talk, words="Are you well?")
    operations.write(actor=mina, conversation=talk, words="I hide.")


def test_a_deleted_message_is_destroyed_at_once_and_its_place_stays(haru, talk):
    message = db.session.scalars(sa.select(Message).where(Message.author_id == haru.id)).one()
    operations.delete_message(actor=haru, message=message)
    operations.delete_message(actor=haru, message=message)
    assert texts(talk) == [None, "I remember."]
    assert db.session.scalars(sa.select(Message.words_sealed).order_by(Message.number)).first() is None


def test_whoever_deletes_the_conversation_sees_only_what_comes_next(haru, mina, talk):
    operations.delete_for_oneself(actor=haru, conversation=talk)
    assert queries.list_conversations(haru).items == []
    assert len(queries.list_messages(mina, talk).items) == 2
    operations.write(actor=mina, conversation=talk, words="Still there?")
    assert [message.words for message in queries.list_messages(haru, talk).items] == ["Still there?"]
    assert len(queries.list_conversations(haru).items) == 1


def test_what_both_have_deleted_is_destroyed(haru, mina, talk):
    operations.delete_for_oneself(actor=haru, conversation=talk)
    operations.write(actor=haru, conversation=talk, words="Later.")
    operations.delete_for_oneself(actor=haru, conversation=talk)
    assert len(texts(talk)) == 3
    operations.delete_for_oneself(actor=mina, conversation=talk)
    assert texts(talk) == []
    assert db.session.scalars(sa.select(Conversation)).one().ended_at is None  # they can still write to each other


def test_an_ended_conversation_goes_when_both_have_deleted_it(haru, mina, talk):
    operations.end(actor=haru, conversation=talk)
    for member in (haru, mina):
        operations.delete_for_oneself(actor=member, conversation=talk)
    assert db.session.scalars(sa.select(Conversation)).all() == []


# Blocking


def test_blocking_ends_the_conversation_for_both(haru, mina, talk):
    block(actor=mina, member=haru)
    for author in (haru, mina):
        with pytest.raises(operations.ConversationEnded):
            operations.write(actor=author, conversation=talk, words="Why?")
    assert queries.list_conversations(mina).items == []
    assert len(queries.list_conversations(haru).items) == 1
    assert not queries.waits_for(mina)


def test_what_blocking_ended_stays_ended(haru, mina, talk):
    block(actor=mina, member=haru)
    unblock(actor=mina, member=haru)
    assert talk.ended_at is not None
    ask(haru, mina, "Are we good?")
    assert operations.accept(actor=mina, request=only_request()).ended_at is None


def test_the_request_of_somebody_who_is_blocked_goes_on_waiting_for_them(haru, mina):
    ask(haru, mina)
    block(actor=mina, member=haru)
    assert queries.list_received(mina).items == []
    assert queries.list_sent(haru).items[0].is_pending
    with pytest.raises(operations.AlreadyAsked):
        ask(haru, mina)
    unblock(actor=mina, member=haru)
    assert queries.list_received(mina).items == []


def test_ones_own_request_to_somebody_goes_when_one_blocks_them(haru, mina):
    ask(haru, mina)
    block(actor=haru, member=mina)
    assert db.session.scalars(sa.select(ContactRequest)).all() == []


# Telling


def mails_to(outbox, member):
    return [mail for mail in outbox() if mail.recipient == member.email]


def test_one_mail_says_that_something_waits_until_one_has_looked(haru, mina, outbox):
    ask(haru, mina, "A secret of ours")
    [mail] = mails_to(outbox, mina)
    for told in (mail.subject, mail.text, mail.html):
        assert "Haru" not in told
        assert "haru-1" not in told
        assert "secret of ours" not in told
    assert mail.subject == "Something waits for you on Ripples"
    ask(member_with_profile(), mina)
    assert len(mails_to(outbox, mina)) == 1
    operations.look(actor=mina)
    ask(member_with_profile(), mina)
    assert len(mails_to(outbox, mina)) == 2


@pytest.mark.parametrize("answer", ["accept", "decline", "ignore"])
def test_whoever_answers_has_looked(haru, mina, outbox, answer):
    ask(haru, mina)
    outbox()
    getattr(operations, answer)(actor=mina, request=only_request())
    ask(member_with_profile(), mina)
    assert len(mails_to(outbox, mina)) == 2


def test_the_asker_hears_that_they_were_accepted_and_of_nothing_else(haru, mina, outbox):
    ask(haru, mina)
    operations.accept(actor=mina, request=only_request())
    assert len(mails_to(outbox, haru)) == 1
    other = member_with_profile()
    ask(haru, other)
    operations.decline(actor=other, request=only_request())
    operations.look(actor=haru)
    assert len(mails_to(outbox, haru)) == 1


def test_a_message_is_told_once_and_writing_is_looking(haru, mina, talk, outbox):
    operations.write(actor=mina, conversation=talk, words="One")
    operations.write(actor=mina, conversation=talk, words="Two")
    assert len(mails_to(outbox, haru)) == 1
    operations.write(actor=haru, conversation=talk, words="I am here.")
    operations.write(actor=mina, conversation=talk, words="Three")
    assert len(mails_to(outbox, haru)) == 2


def test_what_was_read_before_the_mail_left_is_not_told(haru, mina, talk, outbox):
    operations.see(actor=haru, conversation=talk)
    assert mails_to(outbox, haru) == []


def test_who_wants_no_such_mails_gets_none(haru, mina, outbox):
    operations.choose(actor=mina, who_may_ask=WhoMayAsk.MEMBERS, mails=False)
    ask(haru, mina)
    assert mails_to(outbox, mina) == []


def test_the_mail_is_discreet_where_that_was_chosen(haru, mina, outbox):
    mina.discreet = True
    db.session.commit()
    ask(haru, mina)
    [mail] = mails_to(outbox, mina)
    assert mail.discreet
    assert mail.subject == "You have a message"


def test_a_request_that_failed_tells_nobody(haru, mina, outbox):
    @atomic
    def fail():
        ask(haru, mina)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert outbox() == []
    assert db.session.scalars(sa.select(ContactRequest)).all() == []


# Keeping


def test_requests_run_out(haru, mina):
    rows = [
        ContactRequestFactory(created_at=now() - REQUEST_LASTS - timedelta(hours=1)),
        ContactRequestFactory(ignored=True, created_at=now() - REQUEST_LASTS - timedelta(hours=1)),
        ContactRequestFactory(declined=True, declined_at=now() - timedelta(days=31)),
    ]
    stay = [
        ContactRequestFactory(created_at=now() - REQUEST_LASTS + timedelta(hours=1)),
        ContactRequestFactory(declined=True, declined_at=now() - timedelta(days=29)),
    ]
    assert len(rows) + len(stay) == 5
    expected = {row.id for row in stay}
    operations.forget_old()
    assert {row.id for row in db.session.scalars(sa.select(ContactRequest))} == expected


def test_ended_conversations_go_after_half_a_year(app):
    old, recent = (ConversationFactory(ended_at=now() - ENDED_STAYS + timedelta(days=days)) for days in (-1, 1))
    going = ConversationFactory(last_at=now() - ENDED_STAYS * 2)
    for talk in (old, recent, going):
        MessageFactory(conversation=talk, author=MemberFactory())
    expected = {recent.id, going.id}
    operations.forget_old()
    assert {talk.id for talk in db.session.scalars(sa.select(Conversation))} == expected
    assert len(db.session.scalars(sa.select(Message)).all()) == 2


def delete_account(member):
    close(actor=member, device="", at_once=True)
    delete_closed()


def test_what_somebody_wrote_goes_with_their_account_and_the_others_words_stay(haru, mina, talk):
    ask(haru, member_with_profile())
    delete_account(haru)
    db.session.expire_all()
    kept = db.session.scalars(sa.select(Conversation)).one()
    assert {kept.first_id, kept.second_id} == {mina.id, None}
    assert texts(kept) == ["I remember."]
    assert queries.list_conversations(mina).items[0].partner is None
    assert db.session.scalars(sa.select(ContactRequest)).all() == []
    with pytest.raises(operations.ConversationEnded):
        operations.write(actor=mina, conversation=kept, words="Gone?")


def test_when_the_second_goes_too_nothing_is_left(haru, mina, talk):
    operations.choose(actor=mina, who_may_ask=WhoMayAsk.GROUPS, mails=True)
    for member in (haru, mina):
        delete_account(member)
    for model in (Conversation, Message, ContactSettings):
        assert db.session.scalars(sa.select(model)).all() == []


def test_a_conversation_in_which_only_the_deleted_one_wrote_goes(haru, mina):
    ask(haru, mina)
    operations.accept(actor=mina, request=only_request())
    delete_account(haru)
    assert db.session.scalars(sa.select(Conversation)).all() == []


def test_control_what_is_not_released_stays(haru, mina, talk, monkeypatch):
    monkeypatch.setattr("community.contacts.operations.release", lambda member: None)
    atomic(lambda: member_deleted.send(haru))()
    assert texts(talk) == ["We met at the choir.", "I remember."]
