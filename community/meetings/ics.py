"""Meetings as calendar programs read them (RFC 5545).

Calendars are copied to telephones and clouds, so a discreet one says of each meeting that there is one, and nothing
else: no name of this site or of a group, no words of the agenda, no address.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from community.i18n import _
from community.meetings.models import Meeting

if TYPE_CHECKING:
    import icalendar

MEDIA_TYPE = "text/calendar; charset=utf-8"
# It tells of no site; a program shows it to nobody, but keeps it.
_MAKER = "-//calendar//EN"


def write_calendar(meetings: Iterable[Meeting], *, is_discreet: bool, name: str = "") -> bytes:
    """Meetings, with their groups where it is not discreet, as a file that changes only when they do.

    name: what programs call the whole; not told by a discreet one.
    """
    import icalendar  # noqa: PLC0415  (large, and most processes write no calendar)

    calendar = icalendar.Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name and not is_discreet:
        calendar.add("x-wr-calname", name)
    for meeting in meetings:
        calendar.add_component(_fill(icalendar.Event(), meeting, is_discreet))
    written: bytes = calendar.to_ical()
    return written


def _fill(event: "icalendar.Event", meeting: Meeting, is_discreet: bool) -> "icalendar.Event":
    event.add("uid", str(meeting.id))
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("sequence", meeting.sequence)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("status", "CONFIRMED" if meeting.is_called else "CANCELLED")
    event.add("class", "PRIVATE")
    if is_discreet:
        event.add("summary", _("Meeting"))
        return event
    event.add("summary", meeting.title)
    if meeting.agenda:
        event.add("description", meeting.agenda)
    if meeting.place:
        event.add("location", meeting.place)
    if meeting.link:
        event.add("url", meeting.link)
    return event
