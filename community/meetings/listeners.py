"""What meetings answer to features below them."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from community.access import can
from community.accounts.models import Member
from community.accounts.signals import member_data, member_deleted, sessions_ended
from community.groups.models import Group, Membership
from community.groups.panels import Shown, group_panel
from community.groups.signals import membership_ended
from community.groups.works import Kind, Work, register
from community.i18n import lazy
from community.meetings import operations, own_data, queries
from community.meetings.models import Meeting, Minutes

member_data.connect(own_data.tell_meetings)


@member_deleted.connect
def release(member: Member) -> None:
    """Let go of everything that is the member's in meetings."""
    operations.release(member)


@sessions_ended.connect
def take_back_calendars(member: Member) -> None:
    """Whoever else was in the account reads nothing by calendar, either."""
    operations.take_back_calendars(member)


@membership_ended.connect
def let_go(membership: Membership) -> None:
    """Whoever is in a group no more comes to none of its meetings, and no calendar tells them of it."""
    operations.let_go(membership)


@group_panel
def show_next(group: Group, viewer: Any) -> Shown | None:
    """On a group's page, for those inside: the next meeting."""
    if viewer is None or not can("meetings.meeting", group):
        return None
    meeting = queries.find_next(group)
    return ("meetings/_next.html", {"meeting": meeting}) if meeting else None


def _load_meetings(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    """Title and agenda, as newcomers read them, too: not where it is."""
    return {
        identity: Work(
            group_id=row.group_id,
            title=row.title,
            language=row.language,
            at=row.changed_at,
            values={"meeting_id": identity},
            text=f"{row.title}\n{row.agenda}",
        )
        for identity, row in queries.load_meetings(ids).items()
    }


def _load_minutes(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    return {
        identity: Work(
            group_id=meeting.group_id,
            title=meeting.title,
            language=minutes.language,
            at=minutes.written_at,
            values={"meeting_id": meeting.id},
            text=f"{meeting.title}\n{minutes.body}",
        )
        for identity, (meeting, minutes) in queries.load_minutes(ids).items()
    }


register(Kind("meeting", lazy("Meetings"), "meetings.meeting", _load_meetings, Meeting))
register(Kind("minutes", lazy("Minutes"), "meetings.minutes", _load_minutes, Minutes))
