"""What meetings keep of a member, told to that member; nothing of what others say of coming."""

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.i18n import _, current_language, lazy
from community.meetings import queries
from community.meetings.models import Calendar, Meeting
from community.meetings.wording import ANSWERS


def tell_meetings(member: Member) -> list[Part]:
    """Meetings called, what was said of coming, versions of minutes written, and calendar addresses."""
    answers = [
        [*_meeting(meeting), Fact("answer", lazy("Your answer"), said.answer, ANSWERS[said.answer])]
        for said, meeting in queries.list_answers_of(member)
    ]
    minutes = [
        [*_meeting(meeting), Fact("day", lazy("Day"), row.written_at.date()), Fact("text", lazy("Text"), row.body)]
        for row, meeting in queries.list_minutes_by(member)
    ]
    return [
        Part("meetings", lazy("Meetings that you called"), [_called(row) for row in queries.list_called_by(member)]),
        Part("attendance", lazy("What you said of coming to meetings"), answers),
        Part("minutes", lazy("Minutes that you wrote"), minutes),
        Part("calendars", lazy("Your calendar addresses"), [_calendar(row) for row in queries.list_calendars(member)]),
    ]


def _meeting(row: Meeting) -> list[Fact]:
    return [
        Fact("group", lazy("Group"), row.group.slug, row.group.name(current_language())),
        Fact("begins", lazy("Begins"), row.starts_at.date()),
    ]


def _called(row: Meeting) -> list[Fact]:
    return [
        *_meeting(row),
        Fact("title", lazy("Title"), row.title),
        Fact("agenda", lazy("Agenda"), row.agenda or None),
        Fact("place", lazy("Place"), row.place or None),
        Fact("link", lazy("Link"), row.link or None),
    ]


def _calendar(row: Calendar) -> list[Fact]:
    language = current_language()
    return [
        Fact(
            "group",
            lazy("Group"),
            row.group.slug if row.group else None,
            row.group.name(language) if row.group else None,
        ),
        Fact("made", lazy("Made"), row.created_at.date()),
        Fact("fetched", lazy("Last asked for"), row.fetched_on),
        Fact("discreet", lazy("Discreet"), row.is_discreet, _("yes") if row.is_discreet else _("no")),
    ]
