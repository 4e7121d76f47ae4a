"""What moderators answer to a proposal of a group."""

from datetime import datetime

from community import audit
from community.accounts.models import Member, Role
from community.db import atomic, db, lock, now
from community.groups import emails, queries
from community.groups.models import Group, GroupProposal, ProposalState
from community.groups.operations.describing import create_group
from community.groups.operations.founding_refusals import (
    NotAModerator,
    OwnProposal,
    ProposalChanged,
    ProposalDecided,
    ProposerGone,
    ReasonMissing,
)
from community.groups.operations.inviting import invite_by_handle


@atomic
def approve_proposal(*, actor: Member, proposal: GroupProposal, slug: str, seen: datetime) -> Group:
    """Make the group that was proposed; whoever proposed it is its first coordinator, whom a mail tells so.

    Those whom they named are invited in their name.

    slug: the last part of its address. seen: when the words were written that the moderator has read.
    Refuses with NotAModerator, OwnProposal, ProposalDecided, ProposalChanged, ProposerGone, and as `create_group` does.
    """
    parent = db.session.get(Group, proposal.parent_id) if proposal.parent_id else None
    if parent is not None:
        lock(parent)  # groups first
    proposer = _take(actor, proposal, seen)
    group = create_group(
        actor=actor,
        slug=slug,
        names=proposal.names,
        purposes=proposal.purposes,
        commitments=proposal.commitments,
        join_policy=proposal.join_policy,
        visibility=proposal.visibility,
        working_language=proposal.working_language,
        region=proposal.region,
        parent=parent,
        coordinator=proposer,
    )
    proposal.state, proposal.group_id, proposal.changed_at = ProposalState.APPROVED, group.id, now()
    for member in queries.list_members(proposal.first_members):
        # Who has taken another handle meanwhile is not to be found by it.
        if member.handle == proposal.first_members[member.id]:
            invite_by_handle(actor=proposer, group=group, handle=member.handle)
    audit.record(actor, "groups.approve_proposal", proposer, place=group, group=group.slug)
    return group


@atomic
def send_back_proposal(*, actor: Member, proposal: GroupProposal, reason: str, seen: datetime) -> None:
    """Send a proposal back to whoever made it, with the reason, which they read on the site.

    Refuses with NotAModerator, OwnProposal, ProposalDecided, ProposalChanged, ReasonMissing.
    """
    proposer = _take(actor, proposal, seen, gone_refuses=False)
    if not reason:
        raise ReasonMissing
    proposal.reason = reason
    proposal.state, proposal.changed_at = ProposalState.SENT_BACK, now()
    # Not the reason: it may repeat the words of the proposal, which are sealed.
    audit.record(actor, "groups.send_back_proposal", proposer)
    if proposer.is_active:
        emails.send_sent_back(proposer)


def _take(actor: Member, proposal: GroupProposal, seen: datetime, *, gone_refuses: bool = True) -> Member:
    """Hold a proposal that waits for this moderator; gives who made it."""
    lock(proposal)
    if not actor.is_active or actor.role is Role.MEMBER:
        raise NotAModerator
    if proposal.proposer_id == actor.id:
        raise OwnProposal
    if not proposal.is_waiting:
        raise ProposalDecided
    if proposal.changed_at != seen:
        raise ProposalChanged
    proposal.decided_by_id = actor.id
    proposer = db.session.get_one(Member, proposal.proposer_id, populate_existing=True)
    if gone_refuses:
        lock(proposer)  # whoever is suspended at this moment was so before, or coordinates the group already
        if not proposer.is_active:
            raise ProposerGone
    return proposer
