"""Factories of meetings, minutes and calendars."""

from datetime import timedelta

import factory

from community.db import now
from community.meetings.models import Answer, Attendance, Calendar, Meeting, MeetingState, Minutes
from community.meetings.queries import mark_of_token
from tests.factories import MemberFactory, ModelFactory
from tests.groups.factories import GroupFactory


class MeetingFactory(ModelFactory):
    """A meeting in three days; `group` and `caller` may be given."""

    class Meta:
        model = Meeting
        exclude = ("group", "caller")

    class Params:
        cancelled = factory.Trait(state=MeetingState.CANCELLED)
        past = factory.Trait(starts_at=factory.LazyFunction(lambda: now() - timedelta(days=2)))

    group = factory.SubFactory(GroupFactory)
    caller = factory.SubFactory(MemberFactory)
    group_id = factory.SelfAttribute("group.id")
    caller_id = factory.SelfAttribute("caller.id")
    starts_at = factory.LazyFunction(lambda: now().replace(microsecond=0) + timedelta(days=3))
    ends_at = factory.LazyAttribute(lambda meeting: meeting.starts_at + timedelta(hours=1))
    zone = "Asia/Seoul"
    language = "en"
    title = "Planning the film night"
    agenda = "1. Which film\n2. Who brings **tea**"
    place = "The blue room"
    link = "https://meet.example.org/blue"


class AttendanceFactory(ModelFactory):
    """Somebody who comes; needs `meeting` and `member`."""

    class Meta:
        model = Attendance
        exclude = ("meeting", "member")

    meeting_id = factory.SelfAttribute("meeting.id")
    member_id = factory.SelfAttribute("member.id")
    answer = Answer.YES


class MinutesFactory(ModelFactory):
    """The next version of the minutes of `meeting`, by `author`."""

    class Meta:
        model = Minutes
        exclude = ("meeting", "author")

    author = factory.SubFactory(MemberFactory)
    meeting_id = factory.SelfAttribute("meeting.id")
    author_id = factory.SelfAttribute("author.id")
    language = "en"
    body = "We chose a film."

    @factory.lazy_attribute
    def number(self) -> int:
        """The next one of this meeting."""
        self.meeting.minutes_number += 1
        return self.meeting.minutes_number


class CalendarFactory(ModelFactory):
    """A discreet calendar of all groups of `member`; `token` may be given."""

    class Meta:
        model = Calendar
        exclude = ("member", "token")

    member = factory.SubFactory(MemberFactory)
    token = factory.Sequence(lambda number: f"token-{number}")
    member_id = factory.SelfAttribute("member.id")
    token_mark = factory.LazyAttribute(lambda calendar: mark_of_token(calendar.token))
