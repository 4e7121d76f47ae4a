"""What happens at the same moment happens once."""

import pytest
import sqlalchemy as sa

from community.db import db
from community.endorsements import operations, queries
from community.endorsements.models import Endorsement, EndorsementState, Pledge, RefusedAddress, Shown
from community.ledger.models import WaitingEntry
from community.ledger.operations import seal_all
from community.mail import OutboxMail
from community.refusals import Refusal
from tests.endorsements.factories import EndorsementFactory
from tests.endorsements.links import token_of
from tests.endorsements.test_operations import ADDRESS, ANSWERS, endorse
from tests.factories import MemberFactory

ROUNDS = range(3)


@pytest.fixture
def token(outbox):
    """The token behind the confirmation link of a pending endorsement."""
    endorse()
    return token_of(outbox()[0], "confirm")


def counted():
    seal_all()
    return queries.count_endorsers()


def count(model):
    return db.session.scalars(sa.select(sa.func.count()).select_from(model)).one()


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_endorsements_of_one_address_are_one(race, _round):
    first = lambda: endorse(name="First One", commitments={1: "First One."})  # noqa: E731
    second = lambda: endorse(name="one first", commitments={1: "one first."})  # noqa: E731
    assert race(first, second) == [None, None]
    endorsement = db.session.scalars(sa.select(Endorsement)).one()
    assert queries.list_commitments(endorsement) == {1: f"{endorsement.name}."}
    assert endorsement.mails_sent == count(OutboxMail) == 2


@pytest.mark.parametrize("_round", ROUNDS)
def test_visitor_and_member_with_one_address_are_one(race, _round):
    member_id = MemberFactory(address=ADDRESS).id
    as_member = lambda: operations.endorse_as_member(actor=_member(member_id), **ANSWERS).id  # noqa: E731
    results = race(endorse, as_member)
    assert not [result for result in results if isinstance(result, Exception)], results
    endorsement = db.session.scalars(sa.select(Endorsement)).one()
    assert (endorsement.member_id, endorsement.state) == (member_id, EndorsementState.COUNTED)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_member_who_presses_twice_endorses_once(race, _round):
    member_id = MemberFactory().id
    press = lambda: operations.endorse_as_member(actor=_member(member_id), **ANSWERS).id  # noqa: E731
    one, other = race(press, press)
    assert one == other
    assert count(Pledge) == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_confirm_and_refuse_have_one_outcome(race, token, _round):
    results = race(lambda: operations.confirm(token=token), lambda: operations.refuse(token=token))
    assert sorted(isinstance(result, Refusal) for result in results) == [False, True], results
    state = db.session.scalars(sa.select(Endorsement.state)).one()
    confirmed = results[0] is None
    assert state is (EndorsementState.COUNTED if confirmed else EndorsementState.REFUSED)
    assert count(RefusedAddress) == (0 if confirmed else 1)


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_confirmations_thank_once(race, token, _round):
    results = race(lambda: operations.confirm(token=token), lambda: operations.confirm(token=token))
    assert sorted(isinstance(result, operations.AlreadyConfirmed) for result in results) == [False, True], results
    thanks = sa.select(OutboxMail).where(OutboxMail.template == "endorsements/mail/thank_you")
    assert len(db.session.scalars(thanks).all()) == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_confirm_and_forget_unconfirmed_agree(race, token, _round):
    results = race(lambda: operations.confirm(token=token), operations.forget_unconfirmed)
    assert results == [None, None]
    assert counted() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_withdrawals_withdraw_once(race, _round):
    member_id = MemberFactory().id
    EndorsementFactory(member_id=member_id, shown=Shown.NAMED)
    press = lambda: operations.withdraw(actor=_member(member_id))  # noqa: E731
    results = race(press, press)
    assert sorted(isinstance(result, operations.NothingToWithdraw) for result in results) == [False, True], results


def _member(member_id):
    return db.session.get(MemberFactory._meta.model, member_id)


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_who_prepare_the_site_enter_each_endorsement_once(race, _round):
    mine = [EndorsementFactory().id for _ in range(5)]
    forgotten = sa.update(Endorsement).values(leaf=None, opening_sealed=None)  # as of a release without a ledger
    db.session.execute(forgotten.where(Endorsement.id.in_(mine)))
    db.session.commit()
    assert race(operations.enter_missing, operations.enter_missing) == [None, None]
    assert count(WaitingEntry) == 5
    assert None not in db.session.scalars(sa.select(Endorsement.leaf)).all()
