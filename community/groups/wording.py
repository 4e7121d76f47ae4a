"""How join policies, visibilities, roles and the states of a membership are called on pages."""

from community.groups.models import (
    GroupRole,
    GroupState,
    InvitationState,
    InvitationWay,
    JoinPolicy,
    MembershipState,
    ProposalState,
    Visibility,
)
from community.groups.reasons import Declined, Ended
from community.i18n import Words, lazy

JOIN_POLICIES: dict[JoinPolicy, Words] = {
    JoinPolicy.OPEN: lazy("Open"),
    JoinPolicy.ON_REQUEST: lazy("On request"),
    JoinPolicy.BY_INVITATION: lazy("By invitation"),
}

STATES: dict[GroupState, Words] = {
    GroupState.ACTIVE: lazy("At work"),
    GroupState.PAUSED: lazy("Paused"),
    GroupState.ARCHIVED: lazy("Archived"),
}

PROPOSAL_STATES: dict[ProposalState, Words] = {
    ProposalState.WAITING: lazy("Waiting"),
    ProposalState.SENT_BACK: lazy("Sent back"),
    ProposalState.APPROVED: lazy("Founded"),
    ProposalState.WITHDRAWN: lazy("Withdrawn"),
}

VISIBILITIES: dict[Visibility, Words] = {
    Visibility.PUBLIC: lazy("Public"),
    Visibility.MEMBERS: lazy("Only for members of the community"),
    Visibility.HIDDEN: lazy("Hidden"),
}

ROLES: dict[GroupRole, Words] = {
    GroupRole.MEMBER: lazy("Member"),
    GroupRole.COORDINATOR: lazy("Coordinator"),
}

MEMBERSHIP_STATES: dict[MembershipState, Words] = {
    MembershipState.REQUESTED: lazy("Asked to join"),
    MembershipState.ACTIVE: lazy("In the group"),
    MembershipState.DECLINED: lazy("Declined"),
    MembershipState.CANCELLED: lazy("Request taken back"),
    MembershipState.LEFT: lazy("Left"),
    MembershipState.REMOVED: lazy("Removed"),
    MembershipState.BANNED: lazy("Barred"),
}

# What a coordinator can choose; each reader reads it in their own language.
DECLINED: dict[str, Words] = {
    Declined.FULL: lazy("The group is full at the moment."),
    Declined.OTHER_GROUP: lazy("This is not the right group for what you would like to do."),
    Declined.MORE_WORDS: lazy("Please write a little more about yourself and ask again."),
    Declined.KNOWN_PEOPLE: lazy("We take in only people whom somebody in the group knows."),
    Declined.NOT_NOW: lazy("We cannot take in anybody new for now. Please ask again later."),
}
ENDED: dict[str, Words] = {
    Ended.AWAY: lazy("You have not taken part for a long time. You are welcome to come back."),
    Ended.DONE: lazy("The work that you came for is done."),
    Ended.RULES: lazy("You did not keep to what the group has agreed on."),
    Ended.TRUST: lazy("The group has lost the trust that its work needs."),
    Ended.ADVERTISING: lazy("You used the group to advertise something."),
    Ended.BRANCH: lazy("Moderators have ended the memberships that came about through one person’s invitations."),
}
# The sentence behind each `Membership.reason_code`.
REASONS: dict[str, Words] = DECLINED | ENDED

INVITATION_WAYS: dict[InvitationWay, Words] = {
    InvitationWay.LINK: lazy("By a link"),
    InvitationWay.MAIL: lazy("By e-mail"),
    InvitationWay.HANDLE: lazy("By handle"),
}

INVITATION_STATES: dict[InvitationState, Words] = {
    InvitationState.OPEN: lazy("Can be used"),
    InvitationState.USED: lazy("Used"),
    InvitationState.EXPIRED: lazy("Expired"),
    InvitationState.REVOKED: lazy("Taken back"),
    InvitationState.DECLINED: lazy("Declined"),
    InvitationState.REPORTED: lazy("Reported"),
}
