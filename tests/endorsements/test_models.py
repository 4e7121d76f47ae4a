"""What endorsements are, and what the database itself holds them to."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community.db import atomic, db
from community.endorsements.models import Endorsement, EndorsementState, Pledge, Shown
from community.endorsements.operations import end
from community.policy import Relation
from tests.endorsements.factories import EndorsementFactory, PledgeFactory
from tests.factories import MemberFactory


def test_endorsement_is_its_members_own():
    member, other = MemberFactory(), MemberFactory()
    endorsement = EndorsementFactory(member_id=member.id)
    assert endorsement.relations_to(member) == {Relation.SELF}
    assert endorsement.relations_to(other) == set()


def test_endorsement_of_nobody_belongs_to_no_member():
    assert EndorsementFactory().relations_to(MemberFactory()) == set()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": None},
        {"confirmed_at": None},
        {"email_index": None},
        {"state": "somewhere"},
        {"shown": "everywhere"},
    ],
)
def test_database_refuses(wrong):
    endorsement = EndorsementFactory()
    with pytest.raises((IntegrityError, LookupError, sa.exc.StatementError)):
        db.session.execute(sa.update(Endorsement).where(Endorsement.id == endorsement.id).values(**wrong))


@pytest.mark.parametrize("number", [0, 8])
def test_database_refuses_an_eighth_commitment(number):
    endorsement = EndorsementFactory()
    with pytest.raises(IntegrityError):
        PledgeFactory(endorsement_id=endorsement.id, number=number)


def test_database_refuses_a_commitment_twice():
    endorsement = EndorsementFactory(pledges={2: "x"})
    with pytest.raises(IntegrityError):
        PledgeFactory(endorsement_id=endorsement.id, number=2)


@pytest.mark.parametrize("first", ["pending", "counted", "set_aside"])
def test_name_at_an_address_has_one_live_endorsement(first):
    EndorsementFactory(address="one@example.org", name="Kim Haneul", state=EndorsementState(first))
    with pytest.raises(IntegrityError):
        EndorsementFactory(address="ONE@example.org", name="haneul  KIM", pending=True)


def test_member_has_one_live_endorsement():
    member = MemberFactory()
    EndorsementFactory(member_id=member.id)
    with pytest.raises(IntegrityError):
        EndorsementFactory(member_id=member.id)


@pytest.mark.parametrize("state", [EndorsementState.WITHDRAWN, EndorsementState.REFUSED])
def test_what_has_ended_leaves_room_and_forgets(state):
    member = MemberFactory()
    endorsement = EndorsementFactory(
        address="one@example.org", member_id=member.id, country="KR", affiliation="A school"
    )
    atomic(end)(endorsement, state)
    assert not endorsement.is_live
    assert endorsement.shown is Shown.COUNTED
    forgotten = (
        "email",
        "email_sealed",
        "email_index",
        "member_id",
        "name",
        "country",
        "affiliation",
        "leaf",
        "opening",
    )
    assert [getattr(endorsement, attribute) for attribute in forgotten] == [None] * len(forgotten)
    assert endorsement.ended_at is not None
    EndorsementFactory(address="one@example.org", member_id=member.id)


def test_address_is_sealed_in_the_database():
    EndorsementFactory(address="secret@example.org")
    row = db.session.execute(sa.select(Endorsement.email_sealed, Endorsement.email_index)).one()
    assert all(b"secret" not in value for value in row)


def test_pledges_go_with_their_endorsement():
    endorsement = EndorsementFactory(pledges={1: None, 2: "x"})
    db.session.execute(sa.delete(Endorsement).where(Endorsement.id == endorsement.id))
    assert db.session.scalars(sa.select(Pledge)).all() == []
