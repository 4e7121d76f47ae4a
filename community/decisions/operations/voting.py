"""Taking positions, and what becomes of those of whoever goes."""

import uuid

import sqlalchemy as sa

from community.accounts.models import Member
from community.db import atomic, db
from community.decisions import queries
from community.decisions.models import Position, Proposal, ProposalState, Stance
from community.decisions.operations.closing import close_if_over
from community.decisions.operations.holding import hold_open
from community.decisions.refusals import ProposalChanged
from community.groups.models import Membership
from community.groups.operations import hold_all_stays, take_part


@atomic
def take_position(*, actor: Member, proposal: Proposal, version: int, stance: Stance, reason: str = "") -> None:
    """Say something to a proposal, or something else than before; the latest counts.

    version: of the proposal that the voter has read. Who has come into the group since it was made may, too, once
    they are no newcomer. Refuses with GroupAtRest, NotTakingPart, VotingClosed, ProposalChanged.
    """
    take_part(actor, proposal.group_id)
    moment = hold_open(proposal)
    if proposal.version != version:
        raise ProposalChanged
    position = queries.find_position(proposal, actor.id)
    if position is None:
        position = Position(proposal_id=proposal.id, voter_id=actor.id)
        db.session.add(position)
        proposal.first_position_at = proposal.first_position_at or moment
    elif (position.stance, position.reason or "") == (stance, reason):
        return
    else:
        position.changed = True
    position.stance, position.reason, position.taken_at = stance, reason or None, moment


def leave_decisions(membership: Membership) -> None:
    """Withdraw what somebody says who is not in the group any more, where it is not closed; part of what ends it."""
    _withdraw_positions(membership.member_id, membership.group_id)


def forget_member(member: Member) -> None:
    """Let go of a member who is deleted: their positions and reasons go, the numbers of what is closed stay.

    What they said in secret cannot be told from what others said any more.
    """
    hold_all_stays(member)
    _withdraw_positions(member.id)
    for statement in (
        sa.delete(Position).where(Position.voter_id == member.id),
        sa.update(Proposal).where(Proposal.author_id == member.id).values(author_id=None),
        sa.update(Proposal).where(Proposal.outcome_by_id == member.id).values(outcome_by_id=None),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})


def _withdraw_positions(member_id: uuid.UUID, group_id: uuid.UUID | None = None) -> None:
    for proposal in queries.hold_open_with(member_id, group_id):
        # What was over when they left is counted with them.
        close_if_over(proposal)
        if proposal.state is ProposalState.OPEN:
            own = sa.delete(Position).where(Position.proposal_id == proposal.id, Position.voter_id == member_id)
            db.session.execute(own)
