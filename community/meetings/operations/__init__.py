"""Writing meetings. Where a group and a meeting are both held, the group is held first."""

from community.meetings.operations.calling import attend, call, cancel, change
from community.meetings.operations.keeping import let_go, release, remind, take_back_calendars
from community.meetings.operations.refusals import (
    MeetingCancelled,
    MeetingNotBegun,
    MeetingOver,
    MinutesChanged,
    StartsInPast,
    TooFarAhead,
    TooManyCalendars,
)
from community.meetings.operations.subscribing import make_calendar, note_fetched, revoke_calendar
from community.meetings.operations.writing import write_minutes

__all__ = [
    "MeetingCancelled",
    "MeetingNotBegun",
    "MeetingOver",
    "MinutesChanged",
    "StartsInPast",
    "TooFarAhead",
    "TooManyCalendars",
    "attend",
    "call",
    "cancel",
    "change",
    "let_go",
    "make_calendar",
    "note_fetched",
    "release",
    "remind",
    "revoke_calendar",
    "take_back_calendars",
    "write_minutes",
]
