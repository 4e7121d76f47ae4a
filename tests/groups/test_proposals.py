"""A member proposes a group; a moderator founds it or sends it back with a reason."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.models import Role
from community.audit import AuditEntry
from community.db import db, now
from community.groups import operations, queries
from community.groups.models import (
    Group,
    GroupProposal,
    GroupRole,
    Invitation,
    JoinPolicy,
    MembershipState,
    ProposalState,
    Visibility,
)
from community.groups.operations.proposing import DECIDED_STAYS, MOST_OPEN, UNANSWERED_STAYS
from community.moderation.operations import suspend
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, GroupProposalFactory, MembershipFactory
from tests.groups.test_races import act, refusals

WANTED = {
    "names": {"en": "Choir", "ko": "합창단"},
    "purposes": {"en": "To sing.", "ko": ""},
    "commitments": [2, 7],
    "join_policy": JoinPolicy.OPEN,
    "visibility": Visibility.MEMBERS,
    "working_language": "ko",
    "region": "KR",
}


@pytest.fixture
def proposer():
    return MemberFactory(confirmed_at=now() - timedelta(days=60))


@pytest.fixture
def moderator():
    return MemberFactory(moderator=True)


def propose(proposer, **values):
    return operations.propose(actor=proposer, **WANTED | values)


def approve(moderator, proposal, slug="choir"):
    return operations.approve_proposal(actor=moderator, proposal=proposal, slug=slug, seen=proposal.changed_at)


def send_back(moderator, proposal, reason="Say what newcomers do."):
    operations.send_back_proposal(actor=moderator, proposal=proposal, reason=reason, seen=proposal.changed_at)


def acts():
    return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.at)))


def test_a_group_is_proposed_and_founded(proposer, moderator, outbox):
    friend = MemberFactory(handle="friend")
    proposal = propose(proposer, first_members=[(friend, "friend"), (proposer, proposer.handle)])
    assert proposal.first_members == {friend.id: "friend"}
    group = approve(moderator, proposal)
    assert (group.slug, group.name_en, group.name_ko, group.purpose_en) == ("choir", "Choir", "합창단", "To sing.")
    assert group.commitments == [2, 7]
    assert (group.join_policy, group.visibility) == (JoinPolicy.OPEN, Visibility.MEMBERS)
    assert (group.working_language, group.region) == ("ko", "KR")
    stay = queries.find_latest_membership(group, proposer)
    assert (stay.state, stay.role) == (MembershipState.ACTIVE, GroupRole.COORDINATOR)
    assert queries.find_latest_membership(group, friend) is None  # who is named is asked first
    invited = db.session.scalars(sa.select(Invitation)).one()
    assert (invited.created_by_id, invited.recipient) == (proposer.id, "friend")
    assert (proposal.state, proposal.group_id) == (ProposalState.APPROVED, group.id)
    assert proposer.email in [mail.recipient for mail in outbox()]
    assert {"groups.propose", "groups.create", "groups.approve_proposal"} <= set(acts())


def test_who_took_another_handle_is_not_found_by_it(proposer, moderator):
    friend = MemberFactory(handle="hidden-now")
    group = approve(moderator, propose(proposer, first_members=[(friend, "old-handle")]))
    assert group.slug == "choir"
    assert db.session.scalars(sa.select(Invitation)).all() == []


def test_sent_back_changed_and_sent_again(proposer, moderator, outbox):
    proposal = propose(proposer)
    send_back(moderator, proposal)
    assert (proposal.state, proposal.reason) == (ProposalState.SENT_BACK, "Say what newcomers do.")
    (mail,) = outbox()
    assert mail.recipient == proposer.email
    assert "newcomers do" not in (mail.text or "")
    assert "Choir" not in (mail.text or "")
    operations.change_proposal(actor=proposer, proposal=proposal, **WANTED | {"names": {"en": "Big choir"}})
    assert (proposal.state, proposal.reason, proposal.decided_by_id) == (ProposalState.WAITING, None, None)
    assert approve(moderator, proposal).name_en == "Big choir"
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "groups.send_back_proposal")).one()
    assert "newcomers" not in str(entry.details)


def test_what_a_moderator_reads_cannot_be_changed_behind_them(proposer, moderator):
    proposal = propose(proposer)
    with pytest.raises(operations.ProposalDecided):
        operations.change_proposal(actor=proposer, proposal=proposal, **WANTED)
    seen = proposal.changed_at
    send_back(MemberFactory(moderator=True), proposal)
    operations.change_proposal(actor=proposer, proposal=proposal, **WANTED | {"names": {"en": "Something else"}})
    with pytest.raises(operations.ProposalChanged):
        operations.approve_proposal(actor=moderator, proposal=proposal, slug="choir", seen=seen)


@pytest.mark.parametrize("answer", [approve, send_back])
def test_nobody_decides_about_their_own_proposal(answer):
    mighty = MemberFactory(moderator=True)
    proposal = propose(mighty)
    with pytest.raises(operations.OwnProposal):
        answer(mighty, proposal)
    assert queries.find_proposal(mighty, proposal.id) is None
    assert queries.list_proposals(mighty, ProposalState.WAITING).items == []
    assert queries.count_waiting_proposals(mighty) == (0, None)


@pytest.mark.parametrize("answer", [approve, send_back])
def test_who_is_no_moderator_any_more_decides_nothing(proposer, moderator, answer):
    proposal = propose(proposer)
    moderator.role = Role.MEMBER
    db.session.commit()
    with pytest.raises(operations.NotAModerator):
        answer(moderator, proposal)


def test_no_reason_no_sending_back(proposer, moderator):
    with pytest.raises(operations.ReasonMissing):
        send_back(moderator, propose(proposer), reason="")


def test_who_was_suspended_meanwhile_gets_no_group(proposer, moderator):
    proposal = propose(proposer)
    suspend(actor=moderator, member=proposer, reason="Spam.")
    with pytest.raises(operations.ProposerGone):
        approve(moderator, proposal)
    db.session.rollback()
    send_back(moderator, proposal)
    assert db.session.scalars(sa.select(Group)).all() == []


def test_new_accounts_propose_nothing():
    with pytest.raises(operations.AccountTooNew):
        propose(MemberFactory())


def test_a_member_has_few_open_proposals(proposer, moderator):
    proposals = [propose(proposer) for _number in range(MOST_OPEN)]
    with pytest.raises(operations.TooManyProposals):
        propose(proposer)
    db.session.rollback()
    operations.withdraw_proposal(actor=proposer, proposal=proposals[0])
    propose(proposer)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"names": {"en": "", "ko": ""}}, operations.NameMissing),
        ({"commitments": []}, operations.CommitmentMissing),
    ],
)
def test_what_a_proposal_needs(proposer, values, refusal):
    with pytest.raises(refusal):
        propose(proposer, **values)


def test_a_group_under_another_is_for_its_coordinators_to_propose(proposer, moderator):
    parent = GroupFactory(for_members=True)
    with pytest.raises(operations.NoParentForGroups):
        propose(proposer, parent=parent)
    db.session.rollback()
    stay = MembershipFactory(group=parent, member=proposer, coordinator=True)
    MembershipFactory(group=parent, coordinator=True)
    with pytest.raises(operations.VisibilityTooWide):
        propose(proposer, parent=parent, visibility=Visibility.PUBLIC)
    db.session.rollback()
    proposal = propose(proposer, parent=parent)
    operations.dismiss(actor=proposer, membership=stay)
    with pytest.raises(operations.NoParentForGroups):
        approve(moderator, proposal)


def test_a_withdrawn_proposal_is_over(proposer, moderator):
    proposal = propose(proposer)
    operations.withdraw_proposal(actor=proposer, proposal=proposal)
    for attempt in (
        lambda: approve(moderator, proposal),
        lambda: send_back(moderator, proposal),
        lambda: operations.withdraw_proposal(actor=proposer, proposal=proposal),
        lambda: operations.change_proposal(actor=proposer, proposal=proposal, **WANTED),
    ):
        with pytest.raises(operations.ProposalDecided):
            attempt()
        db.session.rollback()


def test_an_address_that_is_taken_leaves_the_proposal_waiting(proposer, moderator):
    GroupFactory(slug="choir")
    proposal = propose(proposer)
    with pytest.raises(operations.SlugTaken):
        approve(moderator, proposal)
    db.session.rollback()
    assert db.session.get_one(GroupProposal, proposal.id).is_waiting


def test_old_proposals_are_forgotten():
    kept = {GroupProposalFactory().id, GroupProposalFactory(sent_back=True).id}
    GroupProposalFactory(state=ProposalState.WITHDRAWN, changed_at=now() - DECIDED_STAYS - timedelta(hours=1))
    GroupProposalFactory(sent_back=True, changed_at=now() - UNANSWERED_STAYS - timedelta(hours=1))
    kept.add(GroupProposalFactory(changed_at=now() - UNANSWERED_STAYS - timedelta(hours=1)).id)  # moderators are late
    operations.forget_proposals()
    assert set(db.session.scalars(sa.select(GroupProposal.id))) == kept


@pytest.mark.parametrize("_round", range(2))
@pytest.mark.parametrize("second", ["approve", "send back"])
def test_of_two_moderators_one_decides(race, proposer, moderator, second, _round):
    proposal = propose(proposer)
    other, seen = MemberFactory(moderator=True), proposal.changed_at
    one = act(operations.approve_proposal, moderator, proposal=proposal, slug="choir", seen=seen)
    two = act(operations.approve_proposal, other, proposal=proposal, slug="chorus", seen=seen)
    if second == "send back":
        two = act(operations.send_back_proposal, other, proposal=proposal, reason="No.", seen=seen)
    assert refusals(race(one, two)) == [operations.ProposalDecided]
    db.session.rollback()
    assert len(db.session.scalars(sa.select(Group)).all()) == (proposal.state is ProposalState.APPROVED)


def test_withdrawing_while_it_is_approved(race, proposer, moderator):
    proposal = propose(proposer)
    approving = act(operations.approve_proposal, moderator, proposal=proposal, slug="choir", seen=proposal.changed_at)
    assert refusals(race(approving, act(operations.withdraw_proposal, proposer, proposal=proposal))) == [
        operations.ProposalDecided
    ]
