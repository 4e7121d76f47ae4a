"""What announcements keep of a member, told to that member."""

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.announcements import queries
from community.announcements.models import Announcement
from community.i18n import current_language, lazy


def tell_announcements(member: Member) -> list[Part]:
    """Announcements that the member wrote, as they read now."""
    written = [_announcement(row) for row in queries.list_announcements_by(member)]
    return [Part("announcements", lazy("What you announced"), written)]


def _announcement(row: Announcement) -> list[Fact]:
    return [
        Fact("group", lazy("Group"), row.group.slug, row.group.name(current_language())),
        Fact("day", lazy("Day"), row.created_at.date()),
        Fact("title", lazy("Title"), row.title),
        Fact("text", lazy("Text"), row.body),
    ]
