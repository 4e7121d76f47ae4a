"""Reading: who sees what, under which name, and in which order."""

import pytest
import sqlalchemy as sa

from community.accounts.models import MemberState
from community.contacts import operations, queries
from community.contacts.models import Message
from community.db import db
from community.groups.models import Group
from community.members.operations import block
from community.members.queries import find_known
from tests.contacts.factories import ContactRequestFactory, ConversationFactory, MessageFactory
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.factories import member_with_profile


@pytest.fixture
def others(app):
    """Who has no business with what the two have."""
    return [member_with_profile(), member_with_profile(moderator=True), member_with_profile(administrator=True), None]


def test_what_two_have_is_found_by_the_two_alone(haru, mina, talk, others):
    request = ContactRequestFactory(asker=member_with_profile(), asked=mina)
    message = db.session.scalars(sa.select(Message).where(Message.author_id == haru.id)).one()
    finders = [
        (queries.find_conversation, talk.id, {haru, mina}),
        (queries.find_reportable, talk.id, {haru, mina}),
        (queries.find_own_message, message.id, {haru}),
        (queries.find_received, request.id, {mina}),
    ]
    for find, identity, rightful in finders:
        found = {viewer for viewer in (haru, mina, *others) if find(viewer, identity) is not None}
        assert found == rightful, find.__name__
    assert {viewer for viewer in (haru, mina, *others) if queries.find_sent(viewer, request.id)} == set()


def test_lists_hold_ones_own_alone(haru, mina, talk, others):
    ContactRequestFactory(asker=haru, asked=member_with_profile())
    for other in filter(None, others):
        assert queries.list_conversations(other).items == []
        assert queries.list_received(other).items == queries.list_sent(other).items == []
        assert queries.list_all_messages(other) == []


def test_conversations_stand_in_the_order_of_the_last_message(haru):
    talks = [ConversationFactory(one=haru) for _number in range(3)]
    for number in (0, 2, 1, 0):
        MessageFactory(conversation=talks[number], author=haru)
    found = [talk.conversation.id for talk in queries.list_conversations(haru).items]
    assert found == [talks[number].id for number in (0, 1, 2)]


def test_pages_of_messages_read_downwards_and_lead_back_in_time(haru, mina, talk):
    for number in range(40):
        MessageFactory(conversation=talk, author=mina, words=str(number))
    latest = queries.list_messages(haru, talk)
    assert [message.words for message in latest.items] == [str(number) for number in range(10, 40)]
    earlier = queries.list_messages(haru, talk, after=latest.next)
    assert [message.words for message in earlier.items][-1] == "9"
    assert (len(earlier.items), earlier.next) == (12, None)


def test_a_name_is_shown_as_its_owner_chose(haru, mina, show):
    for audience, seen in (("members", True), ("groups", False), ("only_me", False), ("everyone", True)):
        show(mina, audience)
        assert (mina.id in queries.shown_for(haru, [mina])) is seen
    mina.state = MemberState.SUSPENDED
    db.session.commit()
    assert queries.shown_for(haru, [mina]) == {}


def test_whoever_is_blocked_sees_the_name_that_everyone_sees(haru, mina, show):
    block(actor=mina, member=haru)
    assert queries.shown_for(haru, [mina]) == {}
    show(mina, "everyone")
    assert queries.shown_for(haru, [mina])[mina.id]["display_name"] == "Mina"


# What the two have had, and whether Haru finds Mina by it although she hides.
MET = {
    "nothing": (lambda haru, mina: None, False),
    "conversation": (lambda haru, mina: ConversationFactory(one=mina, other=haru), True),
    "ended conversation": (lambda haru, mina: ConversationFactory(one=mina, other=haru, ended=True), True),
    "asked": (lambda haru, mina: ContactRequestFactory(asker=mina, asked=haru), True),
    "ignores": (lambda haru, mina: ContactRequestFactory(asker=mina, asked=haru, ignored=True), True),
    "declined": (lambda haru, mina: ContactRequestFactory(asker=mina, asked=haru, declined=True), True),
    "ignored, taken back": (lambda haru, mina: ContactRequestFactory(asker=mina, asked=haru, withdrawn=True), True),
    "has asked": (lambda haru, mina: ContactRequestFactory(asker=haru, asked=mina), True),
    "is ignored": (lambda haru, mina: ContactRequestFactory(asker=haru, asked=mina, ignored=True), True),
    # As if the request were gone, as every other one is that was taken back: else it would tell that it was ignored.
    "has taken back": (lambda haru, mina: ContactRequestFactory(asker=haru, asked=mina, withdrawn=True), False),
    "fellow": (lambda haru, mina: [MembershipFactory(group=the_group(), member=one) for one in (haru, mina)], True),
}


def the_group():
    return db.session.scalar(sa.select(Group)) or GroupFactory()


@pytest.mark.parametrize("how", MET)
def test_somebody_hidden_is_found_to_be_blocked_and_reported_by_those_who_have_met_them(haru, mina, show, how):
    meet, expected = MET[how]
    show(mina, "only_me")
    meet(haru, mina)
    found = find_known(haru, "MINA-1")
    assert (found is not None) is expected
    assert found is None or (found.member, found.handle, found.names) == (mina, "mina-1", {})
    assert find_known(member_with_profile(), "mina-1") is None
    assert find_known(None, "mina-1") is None


@pytest.mark.parametrize("how", [how for how in MET if how != "fellow"])
def test_nobody_who_hides_is_found_by_guessing_the_new_handle(haru, mina, show, how):
    MET[how][0](haru, mina)
    show(mina, "only_me")
    mina.handle = "in-hiding"
    db.session.commit()
    assert find_known(haru, "in-hiding") is None
    assert (find_known(haru, "mina-1") is not None) is MET[how][1]


def test_nobody_blocks_or_asks_themselves(haru):
    assert find_known(haru, "haru-1") is None
    assert queries.find_to_ask(haru, "haru-1") is None


def test_something_waits_only_for_whom_it_is(haru, mina):
    assert not queries.waits_for(mina)
    ContactRequestFactory(asker=haru, asked=mina)
    assert (queries.waits_for(mina), queries.waits_for(haru)) == (True, False)
    haru.state = MemberState.SUSPENDED
    db.session.commit()
    assert not queries.waits_for(mina)


@pytest.mark.parametrize("first", ["haru", "mina"])
def test_a_message_waits_for_the_other_whoever_stands_first(haru, mina, first):
    author, reader = (haru, mina) if first == "haru" else (mina, haru)
    talk = ConversationFactory(one=haru, other=mina)
    MessageFactory(conversation=talk, author=author)
    assert (queries.waits_for(reader), queries.waits_for(author)) == (True, False)
    operations.see(actor=reader, conversation=talk)
    assert not queries.waits_for(reader)


def test_what_was_received_is_offered_to_be_attached_and_nothing_else(haru, mina, talk):
    assert [letter.words for letter in queries.list_received_messages(mina, talk)] == ["We met at the choir."]
    operations.delete_message(actor=haru, message=queries.list_received_messages(mina, talk)[0])
    assert queries.list_received_messages(mina, talk) == []


def test_the_copy_of_ones_data_holds_what_one_can_read(haru, mina, talk):
    operations.delete_for_oneself(actor=haru, conversation=talk)
    assert queries.list_all_messages(haru) == []
    written = queries.list_all_messages(mina)
    assert [(row.is_own, row.partner, row.message.words) for row in written] == [
        (False, "haru-1", "We met at the choir."),
        (True, "haru-1", "I remember."),
    ]


def test_blocked_members_are_listed_by_when_they_were_blocked(haru):
    for handle in ("zebra", "apple"):
        block(actor=haru, member=MemberFactory(handle=handle))
    assert [block.handle for block in queries.list_blocked(haru).items] == ["apple", "zebra"]
    assert queries.list_blocked_handles(haru) == ["zebra", "apple"]
    assert queries.list_blocked(MemberFactory()).items == []
