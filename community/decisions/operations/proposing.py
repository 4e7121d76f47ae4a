"""Making a proposal, changing it while nobody has taken a position, taking it back, letting it close later."""

from datetime import datetime

import sqlalchemy as sa

from community import audit
from community.accounts.models import Member
from community.db import atomic, db
from community.decisions import queries
from community.decisions.models import Position, Proposal, ProposalState, Secrecy
from community.decisions.operations.holding import KIND, ensure_runs, hold_open, hold_own, schedule
from community.decisions.refusals import NotLater, PositionsTaken, ProposalChanged
from community.finding.operations import renew
from community.groups.models import Group
from community.groups.operations import take_part
from community.notifications.operations import notify


@atomic
def propose(
    *,
    actor: Member,
    group: Group,
    title: str,
    text: str,
    language: str,
    closes_at: datetime,
    secrecy: Secrecy,
    quorum: int | None = None,
) -> Proposal:
    """Propose something to a group.

    quorum: per cent of the members who have to take a position. Refuses with GroupAtRest, NotTakingPart,
    ClosesTooSoon, ClosesTooLate.
    """
    take_part(actor, group.id)
    moment = queries.read_clock()
    proposal = Proposal(group_id=group.id, author_id=actor.id, language=language, secrecy=secrecy, quorum=quorum)
    proposal.title, proposal.text, proposal.created_at = title, text, moment
    schedule(proposal, closes_at, moment)
    db.session.add(proposal)
    db.session.flush()
    notify(KIND, proposal.id, group.id, actor=actor, concerns={actor.id})
    renew(KIND, proposal.id)
    return proposal


@atomic
def edit_proposal(
    *,
    actor: Member,
    proposal: Proposal,
    version: int,
    title: str,
    text: str,
    language: str,
    closes_at: datetime,
    secrecy: Secrecy,
    quorum: int | None = None,
) -> None:
    """Change a proposal on which nobody has taken a position yet. version: what its author has read.

    Refuses with GroupAtRest, NotTakingPart, NotYourProposal, VotingClosed, PositionsTaken, ProposalChanged,
    ClosesTooSoon, ClosesTooLate.
    """
    moment = hold_own(actor, proposal)
    if proposal.first_position_at is not None:
        raise PositionsTaken
    if proposal.version != version:
        raise ProposalChanged
    proposal.title, proposal.text, proposal.language = title, text, language
    proposal.secrecy, proposal.quorum = secrecy, quorum
    proposal.version += 1
    if closes_at != proposal.closes_at:
        schedule(proposal, closes_at, moment)
    renew(KIND, proposal.id)


@atomic
def withdraw_proposal(*, actor: Member, proposal: Proposal) -> None:
    """Take one's own proposal back; what others said to it is destroyed.

    Refuses with GroupAtRest, NotTakingPart, NotYourProposal, VotingClosed.
    """
    hold_own(actor, proposal)
    proposal.state, proposal.remind_at = ProposalState.WITHDRAWN, None
    proposal.first_position_at = None  # it says when somebody voted
    db.session.execute(sa.delete(Position).where(Position.proposal_id == proposal.id))
    notify(KIND, proposal.id, proposal.group_id, actor=actor)


@atomic
def extend(*, actor: Member, proposal: Proposal, closes_at: datetime) -> None:
    """Let a proposal close later; everybody is told. For its author and coordinators.

    Refuses with GroupAtRest, NotTakingPart, NotYourProposal, VotingClosed, NotLater, ClosesTooSoon, ClosesTooLate.
    """
    mine = take_part(actor, proposal.group_id)
    moment = hold_open(proposal)
    ensure_runs(actor, proposal, mine)
    if closes_at <= proposal.closes_at:
        raise NotLater
    reminded = proposal.remind_at is None
    schedule(proposal, closes_at, moment)
    proposal.remind_at = None if reminded else proposal.remind_at
    if proposal.author_id != actor.id:
        group = db.session.get_one(Group, proposal.group_id)
        audit.record(actor, "decisions.extend", group, place=group)
    notify(KIND, proposal.id, proposal.group_id, actor=actor)
