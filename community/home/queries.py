"""Reading for the front page."""

from community.accounts.models import Member
from community.endorsements.queries import find_my_endorsement
from community.groups.models import Group, JoinPolicy
from community.groups.queries import list_groups

GROUPS_SHOWN = 6


def list_waiting_groups(viewer: Member | None) -> list[Group]:
    """Some groups that take people in without an invitation."""
    page = list_groups(viewer)
    return [group for group in page.items if group.join_policy is not JoinPolicy.BY_INVITATION][:GROUPS_SHOWN]


def has_endorsed(viewer: Member | None) -> bool:
    """Whether the one who is looking is a member who has endorsed the declaration."""
    return viewer is not None and find_my_endorsement(viewer) is not None
