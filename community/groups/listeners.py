"""What groups tell the features below them, and what they do when accounts tell them that a member goes."""

from typing import Any

from community.accounts.models import Member
from community.accounts.signals import member_closing, member_data, member_deleted
from community.declaration.panels import Shown, commitment_panel
from community.groups import operations, own_data, wording
from community.groups.queries import find_fellows, list_circles, list_groups, select_circle, share_circle
from community.members.fellowship import Fellowship, register

register(Fellowship(find_fellows, share_circle, list_circles, select_circle))

member_data.connect(own_data.tell_groups)

SHOWN = 6


@member_closing.connect
def keep_coordinators(member: Member) -> None:
    """Refuse where a group would be without anybody who can run it."""
    operations.ensure_may_go(member)


@member_deleted.connect
def release(member: Member) -> None:
    """Let go of everything that is the member's in groups."""
    operations.release_member(member)


@commitment_panel
def show_groups(number: int, viewer: Any, after: str | None) -> Shown:
    """On a commitment's page: the groups that serve it and that the viewer may know of."""
    groups = list_groups(viewer, number).items[:SHOWN]
    return "groups/_serving.html", {"number": number, "groups": groups, "wording": wording}
