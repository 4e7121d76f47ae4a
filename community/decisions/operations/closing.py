"""Closing: reminding before it, counting at it, the outcome after it."""

import secrets
import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from community import audit
from community.accounts.models import Member, MemberState
from community.db import atomic, db, lock
from community.decisions import queries
from community.decisions.models import Position, Proposal, ProposalState, Stance
from community.decisions.operations.holding import KIND, ensure_runs, is_over
from community.decisions.refusals import ProposalChanged, StillOpen, VotingClosed
from community.finding.operations import renew
from community.groups.models import Group
from community.groups.operations import take_part
from community.notifications.operations import notify


def close_due() -> None:
    """Close the proposals whose time is over; several workers may do so at the same moment."""
    ids = queries.list_due(queries.read_clock())
    db.session.rollback()
    for proposal_id in ids:
        _close_due(proposal_id)


@atomic
def _close_due(proposal_id: uuid.UUID) -> None:
    held = sa.select(Proposal).where(Proposal.id == proposal_id).with_for_update(key_share=True)
    proposal = db.session.scalar(held)
    if proposal is not None:
        close_if_over(proposal)


def remind_closing() -> None:
    """Tell those who have not taken a position on what closes within a day, once."""
    ids = queries.list_to_remind(queries.read_clock())
    db.session.rollback()
    for proposal_id in ids:
        _remind(proposal_id)


@atomic
def _remind(proposal_id: uuid.UUID) -> None:
    held = sa.select(Proposal).where(Proposal.id == proposal_id).with_for_update(skip_locked=True, key_share=True)
    proposal = db.session.scalar(held)
    moment = queries.read_clock()
    if proposal is None or proposal.remind_at is None or proposal.remind_at > moment:
        return
    proposal.remind_at = None
    if is_over(proposal, moment) or not db.session.get_one(Group, proposal.group_id).is_active:
        return
    missing = set(queries.list_missing(proposal))
    notify(KIND, proposal.id, proposal.group_id, actor=None, concerns=missing, only=missing)


@atomic
def state_outcome(*, actor: Member, proposal: Proposal, version: int, outcome: str, language: str) -> None:
    """Write what came of a proposal, or write it anew; everybody is told. For its author and coordinators.

    version: of what the writer has read. Refuses with GroupAtRest, NotTakingPart, NotYourProposal, StillOpen,
    VotingClosed, ProposalChanged.
    """
    mine = take_part(actor, proposal.group_id)
    lock(proposal)
    ensure_runs(actor, proposal, mine)
    close_if_over(proposal)
    if proposal.state is ProposalState.OPEN:
        raise StillOpen
    if proposal.state is ProposalState.WITHDRAWN:
        raise VotingClosed
    if proposal.version != version:
        raise ProposalChanged
    proposal.outcome, proposal.outcome_language = outcome, language
    proposal.outcome_by_id, proposal.outcome_at = actor.id, queries.read_clock()
    proposal.version += 1
    if proposal.author_id != actor.id:
        group = db.session.get_one(Group, proposal.group_id)
        audit.record(actor, "decisions.outcome", group, place=group)
    notify(KIND, proposal.id, proposal.group_id, actor=actor)
    renew(KIND, proposal.id)


def close_if_over(proposal: Proposal) -> None:
    """Count, once, what is held and over; from then on the numbers stand in the row."""
    if proposal.state is not ProposalState.OPEN or proposal.closes_at > queries.read_clock():
        return
    positions = _drop_suspended(queries.hold_positions(proposal))
    for stance in Stance:
        setattr(proposal, stance.value, sum(position.stance is stance for position in positions))
    proposal.members = queries.count_voters(proposal.group_id)
    proposal.state, proposal.remind_at = ProposalState.CLOSED, None
    if proposal.is_secret:
        _cut_from_voters(proposal, positions)
    db.session.flush()
    notify(KIND, proposal.id, proposal.group_id, actor=None)


def _drop_suspended(positions: Sequence[Position]) -> Sequence[Position]:
    """Whom moderators have suspended says nothing: infiltrators do not decide."""
    suspended = set(
        db.session.scalars(
            sa.select(Member.id).where(
                Member.id.in_([position.voter_id for position in positions]), Member.state == MemberState.SUSPENDED
            )
        )
    )
    for position in positions:
        if position.voter_id in suspended:
            db.session.delete(position)
    return [position for position in positions if position.voter_id not in suspended]


def _cut_from_voters(proposal: Proposal, positions: Sequence[Position]) -> None:
    """Put new rows in the place of those that say whose they are: in drawn order, all of one moment.

    Positions without a reason are in the numbers already.
    """
    said = [(position.stance, position.reason) for position in positions if position.reason]
    secrets.SystemRandom().shuffle(said)
    db.session.execute(sa.delete(Position).where(Position.proposal_id == proposal.id))
    for stance, reason in said:
        position = Position(proposal_id=proposal.id, taken_at=proposal.closes_at)
        position.stance, position.reason = stance, reason
        db.session.add(position)
    proposal.first_position_at = None  # it says when somebody voted
    db.session.flush()
