"""What announcements answer to the features below them."""

from typing import Any

from community.access import can
from community.accounts.models import Member
from community.accounts.signals import member_data, member_deleted
from community.announcements import operations, own_data, queries
from community.announcements.models import Announcement
from community.groups.figures import Figure, add_figure, moments_in
from community.groups.models import Group
from community.groups.panels import Shown, group_panel
from community.groups.works import Kind, register
from community.i18n import lazy

ON_THE_PAGE = 3

register(
    Kind(
        operations.KIND,
        lazy("Announcements"),
        "announcements.announcement",
        queries.load_works,
        Announcement,
        mailed_whole=True,
    )
)
add_figure(Figure(lazy("Announcements"), moments_in(Announcement.created_at, Announcement.group_id)))
member_data.connect(own_data.tell_announcements)


@member_deleted.connect
def release(member: Member) -> None:
    """Announcements stay without the name of somebody who goes."""
    operations.release_member(member)


@group_panel
def show_announcements(group: Group, viewer: Any) -> Shown | None:
    """On a group's page: pinned and newest announcements, to those outside the public ones."""
    inside = can("announcements.index", group)
    rows = queries.list_newest(group, ON_THE_PAGE, public=not inside)
    if not rows and not inside:
        return None
    return "announcements/_panel.html", {"announcements": rows, "inside": inside}
