"""Working groups, memberships and what belongs to them."""

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
from community.groups.models.invitations import Invitation, InvitationState, InvitationWay
from community.groups.models.memberships import (
    ANSWER_LENGTH,
    ANSWERS_STAY,
    LIVE,
    REASON_LENGTH,
    GroupRole,
    Membership,
    MembershipState,
    OfGroup,
)
from community.groups.models.notes import NOTE_LENGTH, NOTES_LAST, MemberNote, NoteWriting
from community.groups.models.proposals import MOST_FIRST_MEMBERS, GroupProposal, ProposalState
from community.groups.models.rosters import RosterColumn, RosterExport
from community.groups.models.successors import SILENT_DAYS, WARNED_DAYS, Successor

__all__ = [
    "ANSWERS_STAY",
    "ANSWER_LENGTH",
    "CHARTER_LENGTH",
    "LIVE",
    "MOST_DELAY_DAYS",
    "MOST_FIRST_MEMBERS",
    "MOST_PROBATION_DAYS",
    "MOST_VOUCHES",
    "NAME_LENGTH",
    "NOTES_LAST",
    "NOTE_LENGTH",
    "PURPOSE_LENGTH",
    "QUESTIONS",
    "QUESTION_LENGTH",
    "REASON_LENGTH",
    "SILENT_DAYS",
    "SUMMARY_LENGTH",
    "WARNED_DAYS",
    "CharterVersion",
    "Group",
    "GroupCommitment",
    "GroupProposal",
    "GroupRole",
    "GroupState",
    "Invitation",
    "InvitationState",
    "InvitationWay",
    "JoinPolicy",
    "MemberNote",
    "Membership",
    "MembershipState",
    "NoteWriting",
    "OfGroup",
    "ProposalState",
    "RosterColumn",
    "RosterExport",
    "Successor",
    "Visibility",
]
