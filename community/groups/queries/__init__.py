"""Reading working groups. What a viewer may not know of is not found."""

from community.groups.queries.announcements import (
    find_announcement,
    list_announcements,
    list_announcements_by,
    list_readers,
)
from community.groups.queries.circles import list_circles, select_circle, share_circle
from community.groups.queries.fellows import find_fellows
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
    list_invitations_by,
    still_admits,
)
from community.groups.queries.memberships import (
    count_waiting_requests,
    find_latest_membership,
    find_live_membership,
    find_membership,
    has_other_coordinator,
    hold_groups_of,
    list_banned,
    list_coordinators,
    list_my_memberships,
    list_requests,
    list_roster,
    list_states,
    list_stays,
)
from community.groups.queries.suggestions import Suggestion, Wishes, compare, list_suggestions, suggest_groups
from community.members.queries import list_shown

__all__ = [
    "Suggestion",
    "Wishes",
    "compare",
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
    "hold_groups_of",
    "invitation_token",
    "is_open",
    "list_announcements",
    "list_announcements_by",
    "list_banned",
    "list_circles",
    "list_coordinators",
    "list_groups",
    "list_invitations",
    "list_invitations_by",
    "list_my_memberships",
    "list_readers",
    "list_requests",
    "list_roster",
    "list_shown",
    "list_states",
    "list_stays",
    "list_suggestions",
    "select_circle",
    "share_circle",
    "still_admits",
    "suggest_groups",
    "visible_to",
]
