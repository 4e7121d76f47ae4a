"""Rows, ledger and counts say the same after each thing that can happen to an endorsement, one after the other."""

import sqlalchemy as sa

from community.accounts.addresses import address_index
from community.accounts.models import Member
from community.db import atomic, db
from community.endorsements import following, operations, queries
from community.endorsements.models import Endorsement, Tally
from community.endorsements.verification import find_faults as faults_of_count
from community.ledger.operations import seal_all
from community.ledger.verification import find_faults as faults_of_ledger
from tests.endorsements.factories import EndorsementFactory
from tests.endorsements.test_operations import ANSWERS
from tests.factories import MemberFactory


def test_a_long_life_leaves_nothing_that_does_not_fit():
    mine, moderators = MemberFactory(address="first@example.org").id, MemberFactory().id

    def me() -> Member:
        return db.session.get_one(Member, mine)

    def endorsement() -> Endorsement:
        return db.session.scalars(sa.select(Endorsement).where(Endorsement.member_id == mine)).one()

    def moderator() -> Member:
        return db.session.get_one(Member, moderators)

    @atomic
    def move() -> None:
        member = me()
        member.email, member.email_index = "second@example.org", address_index("second@example.org")
        following.follow_address(member)

    changed = {**ANSWERS, "country": "FR", "commitments": {1: "I sing.", 5: None}}
    life = {
        "endorsed": lambda: operations.endorse_as_member(actor=me(), **ANSWERS),
        "changed": lambda: operations.endorse_as_member(actor=me(), **changed),
        "another, without a name, at the next address": lambda: EndorsementFactory(
            address="second@example.org", unnamed=True
        ),
        "moved there": move,
        "renewed": lambda: operations.renew(actor=me()),
        "hidden": atomic(lambda: following.hide_member(me())),
        "set aside": lambda: operations.set_aside(actor=moderator(), endorsement=endorsement(), reason="A doubt."),
        "changed while set aside": lambda: operations.endorse_as_member(actor=me(), **{**ANSWERS, "country": "US"}),
        "let in": lambda: operations.let_in(actor=moderator(), endorsement=endorsement()),
        "the site prepared again": operations.enter_missing,
        "the account deleted": atomic(lambda: following.forget_member(me())),
    }
    for event, happen in life.items():
        happen()
        for moment in ("before", "after"):
            db.session.rollback()
            db.session.expunge_all()
            assert [*faults_of_ledger(), *faults_of_count()] == [], f"{event}, {moment} sealing"
            seal_all()
    assert queries.count_endorsers() == 0
    assert db.session.scalars(sa.select(Tally.key).where(Tally.count != 0)).all() == []
