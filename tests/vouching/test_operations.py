"""Giving, taking back, declining; what a hostile member tries; what blocking, hiding and going do."""

import pytest
import sqlalchemy as sa

import community.members.operations
from community.accounts.models import MemberState
from community.audit import AuditEntry
from community.db import db
from community.members.models import Audience
from community.vouching import operations, queries
from community.vouching.models import Vouch
from community.vouching.refusals import AlreadyVouched, BlockedByYou, NameHidden, NotForOneself, NotVouchable
from tests.vouching.factories import VouchFactory, befriend, settled


@pytest.fixture
def one():
    return settled(handle="one")


@pytest.fixture
def other():
    return settled(handle="other")


def vouches():
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Vouch)))


def test_vouching_tells_the_other_without_naming_anybody(one, other, outbox):
    vouch = operations.vouch(actor=one, member=other, note="We studied together.")
    assert (vouch.voucher_id, vouch.member_id, vouch.note) == (one.id, other.id, "We studied together.")
    (mail,) = outbox()
    assert (mail.template, mail.recipient) == ("vouching/mail/vouched", other.email)
    said = mail.subject + mail.text + mail.html
    assert "http://localhost/en/settings/vouches/received" in said
    assert not [word for word in (one.handle, one.display_name, "studied") if word in said]
    assert other.display_name in said  # the control: names are found where they are


def test_a_discreet_mail_does_not_say_what_it_is_about(one, outbox):
    operations.vouch(actor=one, member=settled(discreet=True))
    (mail,) = outbox()
    assert (mail.subject, mail.discreet) == ("You have a message", True)


def test_nobody_is_told_twice_on_one_day(one, other, outbox):
    operations.vouch(actor=one, member=other, tell=False)
    assert outbox() == []


def test_a_note_may_be_left_out(one, other):
    assert operations.vouch(actor=one, member=other).note_sealed is None


def test_nobody_vouches_for_themselves(one):
    with pytest.raises(NotForOneself):
        operations.vouch(actor=one, member=one)


def test_once_is_enough(one, other, outbox):
    operations.vouch(actor=one, member=other)
    with pytest.raises(AlreadyVouched):
        operations.vouch(actor=one, member=other)
    assert (len(vouches()), len(outbox())) == (1, 1)


@pytest.mark.parametrize(
    "closed",
    [{"audience": Audience.ONLY_ME}, {"audience": Audience.GROUPS}, {"state": MemberState.SUSPENDED}],
    ids=["hidden", "open to groups", "suspended"],
)
def test_only_whom_one_may_see(one, closed):
    with pytest.raises(NotVouchable):
        operations.vouch(actor=one, member=settled(**closed))


def test_who_does_not_show_who_they_are_vouches_for_nobody(other):
    hidden = settled(audience=Audience.ONLY_ME)
    with pytest.raises(NameHidden):
        operations.vouch(actor=hidden, member=other)


def test_not_whom_one_blocked_nor_who_blocked_one(one, other):
    community.members.operations.block(actor=one, member=other)
    with pytest.raises(BlockedByYou):
        operations.vouch(actor=one, member=other)
    with pytest.raises(NotVouchable):
        operations.vouch(actor=other, member=one)
    community.members.operations.unblock(actor=one, member=other)
    operations.vouch(actor=other, member=one)


def test_who_blocked_one_and_shows_their_name_to_everyone_cannot_be_vouched_for_either(one):
    open_to_all = settled(audience=Audience.EVERYONE)
    community.members.operations.block(actor=open_to_all, member=one)
    with pytest.raises(NotVouchable):
        operations.vouch(actor=one, member=open_to_all)


def test_who_declined_and_who_blocked_say_the_same(one, other):
    operations.decline(actor=other, vouch=operations.vouch(actor=one, member=other))
    blocker = settled()
    community.members.operations.block(actor=blocker, member=one)
    sentences = set()
    for member in (other, blocker):
        with pytest.raises(NotVouchable) as refused:
            operations.vouch(actor=one, member=member)
        sentences.add(str(refused.value))
    assert len(sentences) == 1


def test_taking_back_leaves_nothing(one, other):
    vouch = operations.vouch(actor=one, member=other, note="We studied together.")
    operations.take_back(actor=one, vouch=vouch)
    assert vouches() == []
    assert db.session.scalars(sa.select(AuditEntry)).all() == []
    operations.vouch(actor=one, member=other)  # and one may think again


def test_declining_keeps_a_mark_without_the_note(one, other):
    vouch = operations.vouch(actor=one, member=other, note="We studied together.")
    operations.decline(actor=other, vouch=vouch)
    (kept,) = vouches()
    assert kept.declined_on is not None
    assert kept.note_sealed is None
    assert queries.count_vouches([other.id]) == {}
    with pytest.raises(NotVouchable):
        operations.vouch(actor=one, member=other)


def test_taking_back_does_not_undo_declining(one, other):
    vouch = operations.vouch(actor=one, member=other)
    operations.decline(actor=other, vouch=vouch)
    operations.take_back(actor=one, vouch=vouch)
    with pytest.raises(NotVouchable):
        operations.vouch(actor=one, member=other)


def test_declining_twice_and_allowing_what_was_not_declined_change_nothing(one, other):
    vouch = operations.vouch(actor=one, member=other)
    operations.allow(actor=other, vouch=vouch)
    operations.decline(actor=other, vouch=vouch)
    operations.decline(actor=other, vouch=vouch)
    assert len(vouches()) == 1


def test_what_was_declined_can_be_allowed_again(one, other):
    operations.decline(actor=other, vouch=operations.vouch(actor=one, member=other))
    operations.allow(actor=other, vouch=vouches()[0])
    assert vouches() == []
    operations.vouch(actor=one, member=other)


def test_blocking_ends_what_both_say_of_each_other_and_nothing_else(one, other):
    third = settled()
    befriend(one, other)
    befriend(one, third)
    community.members.operations.block(actor=one, member=other)
    assert {(row.voucher_id, row.member_id) for row in vouches()} == {(one.id, third.id), (third.id, one.id)}


def test_what_was_declined_stays_declined_after_blocking_and_unblocking(one, other):
    operations.decline(actor=other, vouch=operations.vouch(actor=one, member=other))
    community.members.operations.block(actor=other, member=one)
    community.members.operations.unblock(actor=other, member=one)
    with pytest.raises(NotVouchable):
        operations.vouch(actor=one, member=other)


def test_vouching_takes_no_power_and_leaves_no_trail(one, other):
    VouchFactory(voucher=one, member=other)
    operations.decline(actor=other, vouch=vouches()[0])
    assert db.session.scalars(sa.select(AuditEntry)).all() == []
