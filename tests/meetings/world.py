"""What the laws' small world has of meetings."""

from community.accounts.models import Member
from community.db import db, now
from community.groups.models import Group
from tests.meetings.factories import AttendanceFactory, CalendarFactory, MeetingFactory, MinutesFactory


def build(group: Group, members: dict[str, Member]) -> dict[str, str]:
    """A meeting to come, one that was, with minutes, and the coordinator's calendar, which was asked for today."""
    coming = MeetingFactory(group=group, caller=members["coordinator"])
    AttendanceFactory(meeting=coming, member=members["group_member"])
    past = MeetingFactory(group=group, caller=members["coordinator"], past=True)
    MinutesFactory(meeting=past, author=members["group_member"])
    calendar = CalendarFactory(member=members["coordinator"], token="a-calendar-of-the-laws", fetched_on=now().date())
    db.session.commit()
    return {"meeting": str(coming.id), "past_meeting": str(past.id), "calendar": str(calendar.id)}
