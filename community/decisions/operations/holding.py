"""Holding a proposal, and what is true of it at that moment.

What counts is the moment at which the proposal is held: who holds it before its time is over is counted, for closing
waits until they are done; who comes after is told so.
"""

from datetime import datetime, timedelta

from community.accounts.models import Member
from community.db import lock
from community.decisions import queries
from community.decisions.models import Proposal, ProposalState
from community.decisions.refusals import ClosesTooLate, ClosesTooSoon, NotYourProposal, VotingClosed
from community.groups.models import Membership
from community.groups.operations import is_in_charge, take_part

KIND = "decision"
SHORTEST = timedelta(hours=1)
LONGEST = timedelta(days=60)
REMIND_BEFORE = timedelta(hours=24)
# Who is told at once need not be told again so soon.
_QUIET = timedelta(hours=1)


def hold_open(proposal: Proposal) -> datetime:
    """Hold a proposal that takes positions, and say at which moment. Refuses with VotingClosed."""
    lock(proposal)
    moment = queries.read_clock()
    if is_over(proposal, moment):
        raise VotingClosed
    return moment


def is_over(proposal: Proposal, moment: datetime) -> bool:
    """Whether a proposal takes no positions any more at this moment."""
    return proposal.state is not ProposalState.OPEN or proposal.closes_at <= moment


def hold_own(actor: Member, proposal: Proposal) -> datetime:
    """Hold an open proposal for its author, and say at which moment.

    Refuses with GroupAtRest, NotTakingPart, VotingClosed, NotYourProposal.
    """
    take_part(actor, proposal.group_id)
    moment = hold_open(proposal)
    if proposal.author_id != actor.id:
        raise NotYourProposal
    return moment


def ensure_runs(actor: Member, proposal: Proposal, mine: Membership) -> None:
    """Refuse (NotYourProposal) whoever neither made a proposal nor coordinates its group."""
    if proposal.author_id != actor.id and not is_in_charge(actor, mine):
        raise NotYourProposal


def ensure_closable(closes_at: datetime, moment: datetime) -> None:
    """Refuse (ClosesTooSoon, ClosesTooLate) a closing that is too near or too far, seen from a moment."""
    if closes_at < moment + SHORTEST:
        raise ClosesTooSoon
    if closes_at > moment + LONGEST:
        raise ClosesTooLate


def schedule(proposal: Proposal, closes_at: datetime, moment: datetime) -> None:
    """Set when a proposal closes, seen from a moment, and when to remind of it.

    Refuses with ClosesTooSoon, ClosesTooLate.
    """
    ensure_closable(closes_at, moment)
    proposal.closes_at = closes_at
    remind_at = closes_at - REMIND_BEFORE
    proposal.remind_at = remind_at if remind_at > moment + _QUIET else None
