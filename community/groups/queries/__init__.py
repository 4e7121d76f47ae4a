"""Reading working groups. What a viewer may not know of is not found."""

from community.groups.queries.announcements import find_announcement, list_announcements, list_readers
from community.groups.queries.groups import (
    count_members,
    find_group,
    find_group_by_slug,
    get_group,
    groups_of,
    list_groups,
    visible_to,
)
from community.groups.queries.invitations import (
    find_invitation,
    find_invitation_by_token,
    invitation_token,
    is_open,
    list_invitations,
    still_admits,
)
from community.groups.queries.memberships import (
    count_waiting_requests,
    find_latest_membership,
    find_live_membership,
    find_membership,
    has_other_coordinator,
    list_banned,
    list_coordinated,
    list_coordinators,
    list_my_memberships,
    list_requests,
    list_roster,
)
from community.groups.queries.names import find_fellows, list_names

__all__ = [
    "count_members",
    "count_waiting_requests",
    "find_announcement",
    "find_fellows",
    "find_group",
    "find_group_by_slug",
    "find_invitation",
    "find_invitation_by_token",
    "find_latest_membership",
    "find_live_membership",
    "find_membership",
    "get_group",
    "groups_of",
    "has_other_coordinator",
    "invitation_token",
    "is_open",
    "list_announcements",
    "list_banned",
    "list_coordinated",
    "list_coordinators",
    "list_groups",
    "list_invitations",
    "list_my_memberships",
    "list_names",
    "list_readers",
    "list_requests",
    "list_roster",
    "still_admits",
    "visible_to",
]
