"""Proposing a group, and what becomes of the proposal as long as it is the proposer's."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.groups import queries
from community.groups.models import (
    MOST_FIRST_MEMBERS,
    Group,
    GroupProposal,
    JoinPolicy,
    ProposalState,
    Visibility,
)
from community.groups.operations.founding_refusals import (
    AccountTooNew,
    CommitmentMissing,
    NameMissing,
    ProposalDecided,
    TooManyProposals,
)
from community.groups.operations.subgroups import ensure_not_wider, hold_as_parent
from community.i18n import LANGUAGES
from community.members.probation import is_on_probation

MOST_OPEN = 3
DECIDED_STAYS = timedelta(days=90)
UNANSWERED_STAYS = timedelta(days=365)


@atomic
def propose(
    *,
    actor: Member,
    names: Mapping[str, str],
    purposes: Mapping[str, str],
    commitments: Sequence[int],
    join_policy: JoinPolicy,
    visibility: Visibility,
    working_language: str = "",
    region: str = "",
    first_members: Sequence[tuple[Member, str]] = (),
    parent: Group | None = None,
) -> GroupProposal:
    """Propose a group, which a moderator will approve or send back.

    names, purposes: by language. first_members: whom the proposer would invite, each with the handle by which they know
    them. parent: the group that it would be
    part of, which the proposer coordinates.
    Refuses with AccountTooNew, TooManyProposals, NameMissing, CommitmentMissing, NoParentForGroups, GroupAtRest,
    VisibilityTooWide.
    """
    if parent is not None:
        hold_as_parent(actor, parent)
    lock(actor)  # so that two at once are counted one after the other
    if is_on_probation(actor):
        raise AccountTooNew
    if queries.count_open_proposals(actor) >= MOST_OPEN:
        raise TooManyProposals
    proposal = GroupProposal(proposer_id=actor.id, parent_id=parent.id if parent else None)
    _describe(proposal, names, purposes, commitments, first_members)
    rules = {"working_language": working_language, "region": region}
    _rule(proposal, parent, join_policy=join_policy, visibility=visibility, **rules)
    db.session.add(proposal)
    audit.record(actor, "groups.propose", actor)
    return proposal


@atomic
def change_proposal(
    *,
    actor: Member,
    proposal: GroupProposal,
    names: Mapping[str, str],
    purposes: Mapping[str, str],
    commitments: Sequence[int],
    join_policy: JoinPolicy,
    visibility: Visibility,
    working_language: str = "",
    region: str = "",
    first_members: Sequence[tuple[Member, str]] = (),
    parent: Group | None = None,
) -> None:
    """Change a proposal that was sent back, and send it again.

    One that waits stays as the moderators read it. Refuses with ProposalDecided, and as `propose` does.
    """
    if parent is not None:
        hold_as_parent(actor, parent)
    lock(proposal)
    if proposal.state is not ProposalState.SENT_BACK:
        raise ProposalDecided
    _describe(proposal, names, purposes, commitments, first_members)
    rules = {"working_language": working_language, "region": region}
    _rule(proposal, parent, join_policy=join_policy, visibility=visibility, **rules)
    proposal.parent_id = parent.id if parent else None
    proposal.state, proposal.changed_at = ProposalState.WAITING, now()
    proposal.reason = proposal.decided_by_id = None
    audit.record(actor, "groups.propose", actor)


@atomic
def withdraw_proposal(*, actor: Member, proposal: GroupProposal) -> None:
    """Take back one's own proposal. Refuses with ProposalDecided."""
    lock(proposal)
    if not proposal.is_open:
        raise ProposalDecided
    proposal.state, proposal.changed_at = ProposalState.WITHDRAWN, now()
    audit.record(actor, "groups.withdraw_proposal", actor)


@atomic
def forget_proposals() -> None:
    """Delete proposals 90 days after they were approved or withdrawn, and a year after nobody answered a moderator."""
    ended = GroupProposal.state.in_((ProposalState.APPROVED, ProposalState.WITHDRAWN))
    unanswered = GroupProposal.state == ProposalState.SENT_BACK
    db.session.execute(
        sa.delete(GroupProposal).where(
            sa.or_(
                sa.and_(ended, GroupProposal.changed_at < now() - DECIDED_STAYS),
                sa.and_(unanswered, GroupProposal.changed_at < now() - UNANSWERED_STAYS),
            )
        )
    )


def _describe(
    proposal: GroupProposal,
    names: Mapping[str, str],
    purposes: Mapping[str, str],
    commitments: Sequence[int],
    first_members: Sequence[tuple[Member, str]],
) -> None:
    if not any(names.get(code) for code in LANGUAGES):
        raise NameMissing
    if not commitments:
        raise CommitmentMissing
    proposal.commitments = sorted(set(commitments))
    people = {member.id: handle for member, handle in first_members if member.id != proposal.proposer_id}
    proposal.keep_words(
        names={code: names.get(code, "") for code in LANGUAGES},
        purposes={code: purposes.get(code, "") for code in LANGUAGES},
        first_members=dict(list(people.items())[:MOST_FIRST_MEMBERS]),
    )


def _rule(
    proposal: GroupProposal,
    parent: Group | None,
    *,
    join_policy: JoinPolicy,
    visibility: Visibility,
    working_language: str,
    region: str,
) -> None:
    ensure_not_wider(visibility, parent)
    proposal.join_policy, proposal.visibility = join_policy, visibility
    proposal.working_language, proposal.region = working_language, region
