"""What the table itself holds."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community.db import db, now
from community.policy import Relation
from community.vouching.models import Vouch
from tests.factories import MemberFactory
from tests.vouching.factories import VouchFactory, settled


@pytest.fixture
def two():
    return MemberFactory(), MemberFactory()


def test_a_pair_has_one_vouch_in_each_direction(two):
    one, other = two
    VouchFactory(voucher=one, member=other)
    VouchFactory(voucher=other, member=one)
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        VouchFactory(voucher=one, member=other)


def test_nobody_vouches_for_themselves(two):
    with pytest.raises(IntegrityError, match="not_oneself"):
        VouchFactory(voucher=two[0], member=two[0])


def test_a_declined_vouch_has_no_note(two):
    vouch = VouchFactory(voucher=two[0], member=two[1], note="We studied together.")
    vouch.declined_on = now().date()
    with pytest.raises(IntegrityError, match="declined_has_no_note"):
        db.session.commit()
    db.session.rollback()
    vouch.decline()
    db.session.commit()
    assert (vouch.note, vouch.declined_on) == (None, now().date())


def test_the_note_is_sealed(two):
    VouchFactory(voucher=two[0], member=two[1], note="We studied together.")
    stored = db.session.scalar(sa.select(Vouch.note_sealed))
    assert b"studied" not in stored
    assert db.session.scalars(sa.select(Vouch)).one().note == "We studied together."


@pytest.mark.parametrize("which", [0, 1], ids=["the voucher", "the other"])
def test_who_goes_takes_the_vouch_along(two, which):
    VouchFactory(voucher=two[0], member=two[1])
    kept = VouchFactory()
    db.session.delete(two[which])
    db.session.commit()
    assert db.session.scalars(sa.select(Vouch)).all() == [kept]


def test_it_is_of_the_two_whom_it_ties(two):
    vouch = VouchFactory(voucher=two[0], member=two[1])
    assert [vouch.relations_to(member) for member in (*two, settled())] == [{Relation.SELF}, {Relation.SELF}, set()]
