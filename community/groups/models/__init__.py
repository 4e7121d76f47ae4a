"""Working groups, memberships and what belongs to them."""

from community.groups.models.announcements import Announcement
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

__all__ = [
    "ANSWER_LENGTH",
    "LIVE",
    "MOST_DELAY_DAYS",
    "MOST_PROBATION_DAYS",
    "MOST_VOUCHES",
    "NAME_LENGTH",
    "PURPOSE_LENGTH",
    "QUESTIONS",
    "QUESTION_LENGTH",
    "REASON_LENGTH",
    "Announcement",
    "Group",
    "GroupCommitment",
    "GroupRole",
    "GroupState",
    "Invitation",
    "JoinPolicy",
    "Membership",
    "MembershipState",
    "OfGroup",
    "Visibility",
]
