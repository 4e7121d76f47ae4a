"""The closing second: real threads, real connections, several rounds."""

import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db, now
from community.decisions import operations, queries
from community.decisions.models import Position, Proposal, ProposalState, Stance
from community.decisions.refusals import VotingClosed
from community.groups import operations as groups
from community.groups.models import Group, Membership
from tests.decisions.factories import ProposalFactory
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory

ROUNDS = range(4)


@pytest.fixture
def group():
    return GroupFactory()


def joined(group, **traits):
    member = MemberFactory()
    MembershipFactory(group=group, member=member, **traits)
    return member


def voting(member, proposal, stance=Stance.AGREE, reason="Yes."):
    member_id, proposal_id = member.id, proposal.id

    def run():
        operations.take_position(
            actor=db.session.get_one(Member, member_id),
            proposal=db.session.get_one(Proposal, proposal_id),
            version=1,
            stance=stance,
            reason=reason,
        )

    return run


def as_closed(proposal_id):
    db.session.rollback()
    db.session.expire_all()
    operations.close_due()
    db.session.expire_all()
    proposal = db.session.get_one(Proposal, proposal_id)
    assert proposal.state is ProposalState.CLOSED
    return proposal


@pytest.mark.parametrize("secret", [False, True], ids=["named", "secret"])
@pytest.mark.parametrize("_round", ROUNDS)
def test_at_the_closing_second_what_is_acknowledged_is_counted_and_nothing_else(group, race, _round, secret):
    people = [joined(group) for _number in range(6)]
    # It ends while they are at it: some come in time, some late, and the worker closes again and again.
    ends = now() + timedelta(milliseconds=200)
    proposal = ProposalFactory(group=group, secret=secret, closes_at=ends)
    proposal_id = proposal.id

    def at(milliseconds, function):
        def run():
            db.session.execute(sa.select(1))  # a connection is there before it matters
            db.session.rollback()
            time.sleep(max(0, (ends + timedelta(milliseconds=milliseconds) - now()).total_seconds()))
            return function()

        return run

    votes = [at(20 * number - 60, voting(person, proposal)) for number, person in enumerate(people)]
    closes = [at(10 * number - 5, operations.close_due) for number in range(3)]
    results = race(*votes, *closes)
    assert results[len(votes) :] == [None] * len(closes)
    taken = [result for result in results[: len(votes)] if not isinstance(result, Exception)]
    refused = [result for result in results[: len(votes)] if isinstance(result, Exception)]
    assert all(isinstance(error, VotingClosed) for error in refused), refused
    closed = as_closed(proposal_id)
    assert closed.numbers[Stance.AGREE] == len(taken)
    rows = db.session.scalar(sa.select(sa.func.count()).select_from(Position))
    assert rows == len(taken)
    assert sum(closed.numbers.values()) + len(refused) == len(people)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_vote_that_holds_the_proposal_is_waited_for(group, race, monkeypatch, _round):
    """The vote has come in time and is slow; its time runs out meanwhile; the closing counts it all the same."""
    person = joined(group)
    proposal = ProposalFactory(group=group)
    proposal_id, ends, find = proposal.id, proposal.closes_at, queries.find_position
    held, looked = threading.Event(), threading.Event()
    late = threading.local()

    def clock():
        return ends + timedelta(seconds=1) if hasattr(late, "is_so") else ends - timedelta(microseconds=1)

    def slowly(*args):
        held.set()
        assert looked.wait(10)
        time.sleep(0.05)  # the worker stands before the door now
        return find(*args)

    monkeypatch.setattr(queries, "read_clock", clock)
    monkeypatch.setattr(queries, "find_position", slowly)

    def closing():
        late.is_so = True
        assert held.wait(10)
        looked.set()
        operations.close_due()

    results = race(voting(person, proposal), closing)
    assert not any(isinstance(result, Exception) for result in results), results
    closed = db.session.get_one(Proposal, proposal_id)
    assert (closed.state, closed.numbers[Stance.AGREE]) == (ProposalState.CLOSED, 1)


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_same_member_votes_twice_at_once(group, race, _round):
    person = joined(group)
    proposal = ProposalFactory(group=group)
    results = race(voting(person, proposal), voting(person, proposal, Stance.BLOCK, "No."))
    assert results == [None, None]
    row = db.session.scalars(sa.select(Position)).one()
    assert row.changed


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_vote_against_being_removed(group, race, _round):
    boss, person = joined(group, coordinator=True), joined(group)
    proposal = ProposalFactory(group=group)
    ids = boss.id, db.session.scalars(sa.select(Membership.id).where(Membership.member_id == person.id)).one()

    def removing():
        actor, stay = db.session.get_one(Member, ids[0]), db.session.get_one(Membership, ids[1])
        groups.remove(actor=actor, membership=stay)

    vote, removal = race(voting(person, proposal), removing)
    assert removal is None
    assert not isinstance(vote, Exception) or isinstance(vote, groups.NotTakingPart), vote
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Position)) == 0


@pytest.mark.parametrize("_round", ROUNDS)
def test_leaving_against_the_closing(group, race, _round):
    person = joined(group)
    proposal = ProposalFactory(group=group)
    voting(person, proposal)()
    proposal = db.session.get_one(Proposal, proposal.id)
    proposal.closes_at = now() - timedelta(milliseconds=1)
    db.session.commit()
    member_id, group_id, proposal_id = person.id, group.id, proposal.id

    def leaving():
        actor, place = db.session.get_one(Member, member_id), db.session.get_one(Group, group_id)
        groups.leave(actor=actor, group=place)

    assert race(leaving, operations.close_due) == [None, None]
    closed = as_closed(proposal_id)
    assert closed.numbers[Stance.AGREE] == 1  # it was over before they left


@pytest.mark.parametrize("_round", ROUNDS)
def test_extending_against_voting_and_closing_loses_nothing(group, race, _round):
    author, person = joined(group), joined(group)
    proposal = ProposalFactory(group=group, author=author)
    later, proposal_id, author_id = proposal.closes_at + timedelta(days=1), proposal.id, author.id

    def extending():
        operations.extend(
            actor=db.session.get_one(Member, author_id),
            proposal=db.session.get_one(Proposal, proposal_id),
            closes_at=later,
        )

    results = race(extending, voting(person, proposal), operations.close_due)
    assert not any(isinstance(result, Exception) for result in results), results
    db.session.rollback()
    db.session.expire_all()
    kept = db.session.get_one(Proposal, proposal_id)
    assert (kept.closes_at, kept.state) == (later, ProposalState.OPEN)
