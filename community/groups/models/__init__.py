"""Working groups, memberships and what belongs to them."""

from community.groups.models.announcements import Announcement
from community.groups.models.charters import CHARTER_LENGTH, SUMMARY_LENGTH, CharterVersion
from community.groups.models.groups import (
    MOST_DELAY_DAYS,
    MOST_PROBATION_DAYS,
    MOST_VOUCHES,
    NAME_LENGTH,
    PURPOSE_LENGTH,
    QUESTION_LENGTH,
    QUESTIONS,
    Group,
    GroupCommitment,
    GroupState,
    JoinPolicy,
    Visibility,
)
from community.groups.models.invitations import Invitation
from community.groups.models.memberships import (
    ANSWER_LENGTH,
    LIVE,
    REASON_LENGTH,
    GroupRole,
    Membership,
    MembershipState,
    OfGroup,
)
from community.groups.models.proposals import MOST_FIRST_MEMBERS, GroupProposal, ProposalState

__all__ = [
    "ANSWER_LENGTH",
    "CHARTER_LENGTH",
    "LIVE",
    "MOST_DELAY_DAYS",
    "MOST_FIRST_MEMBERS",
    "MOST_PROBATION_DAYS",
    "MOST_VOUCHES",
    "NAME_LENGTH",
    "PURPOSE_LENGTH",
    "QUESTIONS",
    "QUESTION_LENGTH",
    "REASON_LENGTH",
    "SUMMARY_LENGTH",
    "Announcement",
    "CharterVersion",
    "Group",
    "GroupCommitment",
    "GroupProposal",
    "GroupRole",
    "GroupState",
    "Invitation",
    "JoinPolicy",
    "Membership",
    "MembershipState",
    "OfGroup",
    "ProposalState",
    "Visibility",
]
