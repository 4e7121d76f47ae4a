"""Making proposals, changing them, saying something to them: who may, and until when."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db, now
from community.decisions import listeners, operations, queries, refusals
from community.decisions.models import Position, Proposal, ProposalState, Secrecy, Stance
from community.groups import operations as groups
from community.groups.models import GroupState
from community.groups.works import find_works
from tests.decisions.factories import PositionFactory, ProposalFactory
from tests.decisions.scene import NEWCOMER, end, numbers_of, propose, say
from tests.factories import MemberFactory


def test_a_group_decides(group, join, told):
    people = [join() for _number in range(5)]
    proposal = propose(people[0], group, quorum=60)
    say(people[0], proposal, Stance.AGREE, "Fridays suit me.")
    say(people[1], proposal, Stance.AGREE)
    say(people[2], proposal, Stance.BLOCK, "I work then.")
    say(people[2], proposal, Stance.DISAGREE, "I work then.")
    assert queries.find_position(proposal, people[2].id).changed
    assert dict(queries.count_positions(proposal))[Stance.AGREE] == 2
    end(proposal)
    assert proposal.state is ProposalState.CLOSED
    assert numbers_of(proposal) == [2, 0, 1, 0]
    assert proposal.members == 5
    operations.state_outcome(actor=people[0], proposal=proposal, version=1, outcome="Fridays it is.", language="en")
    assert (proposal.outcome, proposal.outcome_by_id) == ("Fridays it is.", people[0].id)
    with pytest.raises(refusals.ProposalChanged):
        operations.state_outcome(actor=people[0], proposal=proposal, version=1, outcome="Mondays.", language="en")
    assert [call[2] for call in told] == [people[0].id, None, people[0].id]


def test_what_is_said_is_sealed_and_positions_are_not_searched(group, join):
    one, newcomer, outsider = join(), join(**NEWCOMER), MemberFactory(moderator=True)
    proposal = propose(one, group, title="A title nobody steals")
    say(one, proposal, Stance.BLOCK, "A reason nobody steals")
    for table in ("proposal", "decision_position"):
        for row in db.session.execute(sa.text(f"SELECT * FROM {table}")):  # noqa: S608
            cells = b" ".join(bytes(cell) if isinstance(cell, bytes) else str(cell).encode() for cell in row)
            assert b"nobody steals" not in cells
            assert b"block" not in cells
    found = [find_works(who, "decision", [proposal.id]) for who in (one, newcomer, outsider)]
    assert [list(works) for works in found] == [[proposal.id], [], []]
    assert "A title nobody steals" in found[0][proposal.id].work.text
    assert "reason" not in found[0][proposal.id].work.text


@pytest.mark.parametrize(
    "traits", [NEWCOMER, {"requested": True}, {"banned": True}], ids=["newcomer", "applicant", "banned"]
)
def test_who_does_not_work_in_the_group_neither_proposes_nor_votes(group, join, traits):
    who, proposal = join(**traits), ProposalFactory(group=group)
    with pytest.raises(groups.NotTakingPart):
        propose(who, group)
    with pytest.raises(groups.NotTakingPart):
        say(who, proposal, Stance.AGREE)


def test_who_joined_after_the_opening_votes_once_settled(group, join):
    proposal = propose(join(), group)
    late = join(settles_at=now() - timedelta(seconds=1))
    say(late, proposal, Stance.ABSTAIN)
    assert queries.count_voters(group.id) == 2


def test_nothing_is_decided_in_a_group_at_rest_but_what_is_over_closes(group, join):
    one = join()
    proposal = propose(one, group)
    say(one, proposal, Stance.AGREE)
    group.state = GroupState.PAUSED
    db.session.commit()
    for attempt in (lambda: propose(one, group), lambda: say(one, proposal, Stance.BLOCK)):
        with pytest.raises(groups.GroupAtRest):
            attempt()
    end(proposal)
    assert numbers_of(proposal) == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("ahead", "refusal"),
    [
        (timedelta(minutes=59), refusals.ClosesTooSoon),
        (timedelta(days=-1), refusals.ClosesTooSoon),
        (timedelta(days=60, minutes=1), refusals.ClosesTooLate),
    ],
    ids=str,
)
def test_a_proposal_is_open_for_an_hour_at_least_and_60_days_at_most(group, join, ahead, refusal):
    one = join()
    with pytest.raises(refusal):
        propose(one, group, closes_at=now() + ahead)
    proposal = propose(one, group)
    if refusal is refusals.ClosesTooLate:
        with pytest.raises(refusal):
            operations.extend(actor=one, proposal=proposal, closes_at=now() + ahead)


def test_a_proposal_is_changed_until_somebody_has_said_something(group, join):
    one, other = join(), join()
    proposal = propose(one, group)
    words = {"text": "At seven.", "language": "en", "secrecy": Secrecy.SECRET, "closes_at": proposal.closes_at}
    operations.edit_proposal(actor=one, proposal=proposal, version=1, title="Mondays", **words)
    assert (proposal.title, proposal.secrecy) == ("Mondays", Secrecy.SECRET)
    with pytest.raises(refusals.ProposalChanged):
        say(other, proposal, Stance.AGREE)  # what they read was something else
    with pytest.raises(refusals.ProposalChanged):
        operations.edit_proposal(actor=one, proposal=proposal, version=1, title="Sundays", **words)
    operations.take_position(actor=other, proposal=proposal, version=2, stance=Stance.AGREE)
    groups.leave(actor=other, group=group)  # their position goes; that there was one stays
    with pytest.raises(refusals.PositionsTaken):
        operations.edit_proposal(actor=one, proposal=proposal, version=2, title="Sundays", **words)


def test_others_change_withdraw_and_extend_nothing(group, join):
    one, other, boss = join(), join(), join(coordinator=True)
    proposal = propose(one, group)
    later = proposal.closes_at + timedelta(days=1)
    words = {"title": "T", "text": "T", "language": "en", "secrecy": Secrecy.SHOWN, "closes_at": later}
    for who in (other, boss):
        with pytest.raises(refusals.NotYourProposal):
            operations.edit_proposal(actor=who, proposal=proposal, version=1, **words)
        with pytest.raises(refusals.NotYourProposal):
            operations.withdraw_proposal(actor=who, proposal=proposal)
    with pytest.raises(refusals.NotYourProposal):
        operations.extend(actor=other, proposal=proposal, closes_at=later)
    operations.extend(actor=boss, proposal=proposal, closes_at=later)
    end(proposal)
    with pytest.raises(refusals.NotYourProposal):
        operations.state_outcome(actor=other, proposal=proposal, version=1, outcome="No.", language="en")


def test_the_closing_comes_later_and_never_earlier_and_everybody_is_told(group, join, told):
    one = join()
    proposal = propose(one, group)
    before = proposal.closes_at
    for closes_at in (before, before - timedelta(hours=1)):
        with pytest.raises(refusals.NotLater):
            operations.extend(actor=one, proposal=proposal, closes_at=closes_at)
    operations.extend(actor=one, proposal=proposal, closes_at=before + timedelta(days=2))
    assert proposal.remind_at == before + timedelta(days=1)
    assert told[1:] == [("decision", proposal.id, one.id, None)]


def test_what_is_over_takes_nothing_even_before_it_is_counted(group, join):
    one = join()
    proposal = ProposalFactory(group=group, author=one, over=True)
    assert proposal.state is ProposalState.OPEN
    later = now() + timedelta(days=1)
    for attempt in (
        lambda: say(one, proposal, Stance.AGREE),
        lambda: operations.extend(actor=one, proposal=proposal, closes_at=later),
        lambda: operations.withdraw_proposal(actor=one, proposal=proposal),
    ):
        with pytest.raises(refusals.VotingClosed):
            attempt()
    # The outcome need not wait for the worker.
    operations.state_outcome(actor=one, proposal=proposal, version=1, outcome="Nobody cared.", language="en")
    assert proposal.state is ProposalState.CLOSED


def test_a_withdrawn_proposal_keeps_nothing_of_what_was_said(group, join):
    one, other = join(), join()
    proposal = propose(one, group)
    say(other, proposal, Stance.BLOCK, "No.")
    operations.withdraw_proposal(actor=one, proposal=proposal)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Position)) == 0
    end(proposal)
    assert proposal.state is ProposalState.WITHDRAWN
    with pytest.raises(refusals.VotingClosed):
        operations.state_outcome(actor=one, proposal=proposal, version=1, outcome="Yes.", language="en")


def test_who_has_not_said_anything_is_reminded_once_a_day_before(group, join, told):
    one, silent, _newcomer = join(), join(), join(**NEWCOMER)
    proposal = propose(one, group)
    say(one, proposal, Stance.AGREE)
    operations.remind_closing()
    assert len(told) == 1  # it is too early
    proposal.remind_at = now()
    db.session.commit()
    operations.remind_closing()
    operations.remind_closing()
    assert told[1:] == [("decision", proposal.id, None, {silent.id})]


def test_what_closes_within_a_day_reminds_nobody_who_was_told_just_now(group, join):
    assert propose(join(), group, closes_at=now() + timedelta(hours=20)).remind_at is None


def test_the_desk_shows_what_waits_for_a_position(group, join):
    one, other = join(member={"time_zone": "Asia/Seoul"}), join()
    proposal = ProposalFactory(group=group)
    ProposalFactory(group=group, over=True)
    ProposalFactory(group=group, closed=True)
    ProposalFactory()
    assert [(waiting.group.id, waiting.count) for waiting in listeners.list_to_vote(one)] == [(group.id, 1)]
    assert "Seoul" in str(listeners.list_to_vote(one)[0].until)
    say(other, proposal, Stance.AGREE)
    assert len(listeners.list_to_vote(one)) == 1
    say(one, proposal, Stance.AGREE)
    assert listeners.list_to_vote(one) == []


def test_a_position_cannot_be_counted_twice_by_the_database(group):
    one = PositionFactory(proposal=ProposalFactory(group=group))
    with pytest.raises(sa.exc.IntegrityError):
        PositionFactory(
            proposal=db.session.get_one(Proposal, one.proposal_id), voter=db.session.get_one(Member, one.voter_id)
        )
