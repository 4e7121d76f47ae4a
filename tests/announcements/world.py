"""Announcements of the main group, for the laws."""

from community.accounts.models import Member
from community.groups.models import Group
from tests.announcements.factories import AnnouncementFactory


def build(group: Group, members: dict[str, Member]) -> dict[str, str]:
    """A public announcement; gives its id."""
    announcement = AnnouncementFactory(group=group, author=members["coordinator"], is_public=True)
    return {"announcement": str(announcement.id)}
