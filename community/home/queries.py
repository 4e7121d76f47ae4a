"""Reading for the front page."""

from collections.abc import Sequence

from community.accounts.models import Member
from community.endorsements.queries import find_my_endorsement
from community.groups.models import Group
from community.groups.queries import list_groups

GROUPS_SHOWN = 6


def list_waiting_groups(viewer: Member | None) -> Sequence[Group]:
    """Some groups that take people in without an invitation."""
    return list_groups(viewer, is_joinable=True, size=GROUPS_SHOWN).items


def has_endorsed(viewer: Member | None) -> bool:
    """Whether the one who is looking is a member who has endorsed the declaration."""
    return viewer is not None and find_my_endorsement(viewer) is not None
