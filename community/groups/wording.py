"""How join policies, visibilities, roles and the states of a membership are called on pages."""

from community.groups.models import GroupRole, JoinPolicy, MembershipState, Visibility
from community.i18n import Words, lazy

JOIN_POLICIES: dict[JoinPolicy, Words] = {
    JoinPolicy.OPEN: lazy("Open"),
    JoinPolicy.ON_REQUEST: lazy("On request"),
    JoinPolicy.BY_INVITATION: lazy("By invitation"),
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
