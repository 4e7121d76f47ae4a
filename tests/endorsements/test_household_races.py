"""Two people of a household, or a third, at the same moment."""

import pytest
import sqlalchemy as sa

from community.accounts.models import Member
from community.accounts.signals import email_changed, member_deleted
from community.crypto import sign
from community.db import atomic, db
from community.endorsements import operations
from community.endorsements.models import Endorsement, EndorsementState
from community.endorsements.operations import bulk
from community.endorsements.queries import hold_household
from community.mail import OutboxMail
from community.refusals import Refusal
from tests.endorsements.factories import EndorsementFactory
from tests.endorsements.test_household import BIRD, STONE, TREE, counted
from tests.endorsements.test_operations import ADDRESS, ANSWERS, endorse
from tests.factories import MemberFactory
from tests.statements import statements

ROUNDS = range(2)


def take_in(name, number=1):
    return lambda: endorse(name=name, commitments={number: "I listen."})


def confirm(endorsement):
    token = sign("endorse-confirm", endorsement.id.hex)
    return lambda: operations.confirm(token=token)


def withdraw(endorsement):
    token = sign("endorse-withdraw", endorsement.id.hex)
    return lambda: operations.withdraw_by_token(token=token)


def live():
    db.session.rollback()
    rows = db.session.execute(sa.select(Endorsement.name, Endorsement.state).order_by(Endorsement.name))
    return [(name, state.value) for name, state in rows if name]


def unexpected(results):
    return [result for result in results if isinstance(result, Exception) and not isinstance(result, Refusal)]


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_of_a_household_at_once_both_wait(race, _round):
    assert race(take_in(BIRD), take_in(TREE)) == [None, None]
    assert live() == [(BIRD, "pending"), (TREE, "pending")]
    templates = db.session.scalars(sa.select(OutboxMail.template)).all()
    assert templates == ["endorsements/mail/confirm"] * 2


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_fourth_at_once_does_not_wait(race, _round):
    names = [BIRD, TREE, STONE, "Kim Wind", "Kim Rain"]
    assert race(*(take_in(name) for name in names)) == [None] * 5
    assert len(live()) == 3


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_three_who_confirm_at_once_two_count(race, _round):
    waiting = [EndorsementFactory(address=ADDRESS, name=name, pending=True) for name in (BIRD, TREE, STONE)]
    results = race(*map(confirm, waiting))
    assert not unexpected(results), results
    assert sum(isinstance(result, operations.HouseholdFull) for result in results) == 1
    assert counted() == 2


@pytest.mark.parametrize("_round", ROUNDS)
def test_who_confirms_and_who_gives_no_name_at_once_do_not_both_count(race, _round):
    named = EndorsementFactory(address=ADDRESS, name=BIRD, pending=True)
    nameless = EndorsementFactory(address=ADDRESS, unnamed=True, pending=True)
    results = race(confirm(named), confirm(nameless))
    assert sorted(isinstance(result, operations.NameNeeded) for result in results) == [False, True], results
    assert counted() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_confirm_and_withdraw_of_two_at_once_touch_each_their_own(race, _round):
    first = EndorsementFactory(address=ADDRESS, name=BIRD)
    second = EndorsementFactory(address=ADDRESS, name=TREE, pending=True)
    assert race(withdraw(first), confirm(second)) == [None, None]
    assert live() == [(TREE, "counted")]
    assert counted() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_confirm_and_account_deletion_leave_nothing_of_the_member(race, _round):
    member_id = MemberFactory(address=ADDRESS, display_name=TREE).id
    mine = EndorsementFactory(address=ADDRESS, name=TREE, pending=True)
    other = EndorsementFactory(address=ADDRESS, name=BIRD, pending=True)

    @atomic
    def delete():
        member = db.session.get(Member, member_id)
        member_deleted.send(member)
        db.session.flush()
        db.session.delete(member)

    results = race(confirm(mine), delete, confirm(other))
    assert not unexpected(results), results
    assert (BIRD, "counted") in live()
    assert not db.session.scalars(sa.select(Endorsement).where(Endorsement.member_id.is_not(None))).all()


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_member_and_a_house_mate_at_once_both_endorse(race, _round):
    member_id = MemberFactory(address=ADDRESS, display_name=TREE).id

    def as_member():
        operations.endorse_as_member(actor=db.session.get(Member, member_id), **ANSWERS | {"name": TREE})

    assert race(as_member, take_in(BIRD)) == [None, None]
    assert live() == [(BIRD, "pending"), (TREE, "counted")]


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_member_who_moves_and_one_who_endorses_there_at_once_meet_in_no_circle(race, _round):
    member = MemberFactory(address="old@example.org", display_name=TREE)
    operations.endorse_as_member(actor=member, **ANSWERS | {"name": TREE})
    member_id = member.id

    @atomic
    def move():
        moving = db.session.get(Member, member_id)
        moving.email = ADDRESS
        email_changed.send(moving)

    results = race(move, take_in(TREE), take_in(BIRD))
    assert not unexpected(results), results
    settled = db.session.scalars(sa.select(Endorsement).where(Endorsement.state == EndorsementState.COUNTED)).all()
    assert [(one.name, one.email) for one in settled] == [(TREE, ADDRESS)]


def test_a_household_is_held_in_the_order_in_which_the_worker_holds_many():
    """Else each could wait for what the other has: PostgreSQL would break one of them off."""
    ids = [EndorsementFactory(address=ADDRESS, name=f"Kim {number}", pending=True).id for number in range(3)]
    with statements() as asked:
        found = atomic(hold_household)(ADDRESS)
        atomic(bulk._hold)(Endorsement.id.in_(ids))
    ordered = (one.text.removesuffix(" FOR UPDATE").partition("ORDER BY ") for one in asked)
    orders = [by for _, _, by in ordered if by]
    assert orders == ["endorsement.id"] * 2
    assert [one.id for one in found.live] == ids  # and told in the order in which they came
