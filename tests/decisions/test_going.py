"""What becomes of proposals and positions when people go, and what a member is told of theirs."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.signals import member_deleted
from community.db import atomic, db, now
from community.decisions import listeners, operations
from community.decisions.models import Position, ProposalState, Stance
from community.groups import operations as groups
from community.moderation.operations import suspend
from tests.decisions.scene import end, numbers_of, propose, say, stay_of
from tests.factories import MemberFactory


def leaving(group, member, boss):
    groups.leave(actor=member, group=group)


def being_removed(group, member, boss):
    groups.remove(actor=boss, membership=stay_of(member))


def being_banned(group, member, boss):
    groups.ban(actor=boss, membership=stay_of(member))


def being_suspended(group, member, boss):
    suspend(actor=MemberFactory(administrator=True), member=member, reason="They work for a state.")


def deleting(group, member, boss):
    atomic(lambda: member_deleted.send(member))()


GOING = pytest.mark.parametrize(
    "going", [leaving, being_removed, being_banned, being_suspended, deleting], ids=lambda how: how.__name__
)


@GOING
def test_whoever_goes_before_the_closing_is_not_counted(group, join, going):
    boss, member, other = join(coordinator=True), join(), join()
    proposal = propose(boss, group)
    say(member, proposal, Stance.BLOCK, "Over my body.")
    say(other, proposal, Stance.AGREE)
    going(group, member, boss)
    end(proposal)
    assert numbers_of(proposal) == [1, 0, 0, 0]
    assert proposal.members == 2
    assert set(db.session.scalars(sa.select(Position.voter_id))) == {other.id}


@GOING
def test_whoever_goes_after_the_closing_stays_in_the_numbers(group, join, going):
    boss, member = join(coordinator=True), join()
    proposal = propose(boss, group)
    say(member, proposal, Stance.BLOCK, "Over my body.")
    end(proposal)
    going(group, member, boss)
    db.session.expire_all()
    assert numbers_of(proposal) == [0, 0, 0, 1]
    rows = list(db.session.scalars(sa.select(Position)))
    assert bool(rows) is (going is not deleting)  # with the account, name and reason go


def test_whoever_leaves_between_the_end_and_the_counting_is_counted(group, join):
    boss, member = join(coordinator=True), join()
    proposal = propose(boss, group)
    say(member, proposal, Stance.AGREE)
    proposal.closes_at = now() - timedelta(milliseconds=1)
    db.session.commit()
    groups.leave(actor=member, group=group)
    assert proposal.state is ProposalState.CLOSED
    assert numbers_of(proposal) == [1, 0, 0, 0]


def test_a_deleted_author_is_named_nowhere(group, join):
    one = join()
    proposal = propose(one, group)
    end(proposal)
    operations.state_outcome(actor=one, proposal=proposal, version=1, outcome="Yes.", language="en")
    deleting(group, one, None)
    db.session.expire_all()
    assert (proposal.author_id, proposal.outcome_by_id, proposal.outcome) == (None, None, "Yes.")


def test_a_member_is_told_what_they_said_and_nothing_of_others(group, join):
    one, other = join(), join()
    mine = propose(one, group, title="What I proposed")
    theirs = propose(other, group, title="What others proposed")
    say(one, theirs, Stance.BLOCK, "What I said")
    say(other, mine, Stance.AGREE, "What others said")
    parts = listeners.own_data.tell_decisions(one)
    told = [str(fact.value) for part in parts for record in part.records for fact in record]
    assert {"What I proposed", "What I said"} <= set(told)
    assert not {"What others proposed", "What others said"} & set(told)
