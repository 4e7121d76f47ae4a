"""Reading meetings. What a viewer may not know of is not found."""

from community.meetings.queries.calendars import (
    find_calendar,
    find_own_calendar,
    list_calendars,
    list_own_groups,
    list_told,
    mark_of_token,
)
from community.meetings.queries.meetings import (
    count_answers,
    find_answer,
    find_meeting,
    find_next,
    list_answers,
    list_answers_of,
    list_called_by,
    list_coming,
    list_past,
    list_upcoming,
    load_meetings,
)
from community.meetings.queries.minutes import (
    find_first_minutes,
    find_minutes_version,
    list_minutes_by,
    list_minutes_versions,
    load_minutes,
)

__all__ = [
    "count_answers",
    "find_answer",
    "find_calendar",
    "find_first_minutes",
    "find_meeting",
    "find_minutes_version",
    "find_next",
    "find_own_calendar",
    "list_answers",
    "list_answers_of",
    "list_calendars",
    "list_called_by",
    "list_coming",
    "list_minutes_by",
    "list_minutes_versions",
    "list_own_groups",
    "list_past",
    "list_told",
    "list_upcoming",
    "load_meetings",
    "load_minutes",
    "mark_of_token",
]
