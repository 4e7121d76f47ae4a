"""The forms of meetings."""

from datetime import date, time, timedelta
from typing import Any

import wtforms
from wtforms.widgets import DateInput, TimeInput

from community.clocks import NoSuchTime, TimeComesTwice, to_moment, to_wall, zone_choices
from community.forms import (
    BaseForm,
    Choice,
    Flag,
    HiddenNumber,
    LongText,
    RadioChoice,
    Text,
    length,
    outside_link,
    required,
    visible,
)
from community.groups.models import Group
from community.i18n import LANGUAGE_NAMES, _, current_language, lazy
from community.meetings.models import (
    AGENDA_LENGTH,
    LINK_LENGTH,
    LONGEST,
    MINUTES_LENGTH,
    PLACE_LENGTH,
    SHORTEST,
    TITLE_LENGTH,
    Answer,
    Meeting,
    Minutes,
)
from community.meetings.wording import ANSWERS


def _day(form: BaseForm, field: Text) -> None:
    try:
        date.fromisoformat(field.data)
    except ValueError as error:
        raise wtforms.ValidationError(_("Write a day, as in 2026-11-20.")) from error


def _hour(form: BaseForm, field: Text) -> None:
    try:
        hour = time.fromisoformat(field.data)
    except ValueError as error:
        raise wtforms.ValidationError(_("Write a time, as in 19:30.")) from error
    if hour.tzinfo is not None or hour.second or hour.microsecond:
        raise wtforms.ValidationError(_("Write a time, as in 19:30."))


def _minutes(form: BaseForm, field: Text) -> None:
    if not (field.data.isascii() and field.data.isdecimal() and SHORTEST <= int(field.data) <= LONGEST):
        raise wtforms.ValidationError(_("Write a number of minutes between 5 and 1440."))


class _Day(Text):
    widget = DateInput()


class _Hour(Text):
    widget = TimeInput()


class MeetingForm(BaseForm):
    """When, where and what about."""

    title = Text(lazy("Title"), [required(lazy("Give the meeting a title.")), length(1, TITLE_LENGTH), visible()])
    day = _Day(lazy("Day"), [required(lazy("Say on which day you meet.")), _day])
    time = _Hour(lazy("Time"), [required(lazy("Say at what time you meet.")), _hour])
    zone = Choice(
        lazy("By the clocks of"),
        choices=zone_choices,
        description=lazy("Everybody reads the time on their own clock, and on this one where it differs."),
    )
    which = Choice(
        lazy("Which of the two"),
        choices=lambda: [("", _("Say which")), ("first", _("The first one")), ("second", _("The second one"))],
        default="",
        description=lazy("The clocks are put back in that night, and this time comes twice."),
    )
    minutes = Text(
        lazy("How many minutes"), [required(), length(0, 4), _minutes], default="60", render_kw={"inputmode": "numeric"}
    )
    place = Text(
        lazy("Place"),
        [length(0, PLACE_LENGTH), visible()],
        description=lazy("Newcomers on probation do not see where you meet."),
    )
    link = Text(
        lazy("Link"),
        [length(0, LINK_LENGTH), outside_link()],
        description=lazy("To a video call, beginning with https://. Newcomers on probation do not see it either."),
        render_kw={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"},
    )
    agenda = LongText(
        lazy("Agenda"),
        [length(0, AGENDA_LENGTH)],
        description=lazy("You can use Markdown. Everybody in the group reads it."),
        render_kw={"rows": 8, "dir": "auto"},
    )
    language = Choice(lazy("Language of the text"), choices=lambda: list(LANGUAGE_NAMES.items()))

    is_twice = False

    @classmethod
    def new(cls, zone: str) -> "MeetingForm":
        """The empty form, by the clock of the one who fills it in."""
        return cls._in(zone, {"zone": zone or "UTC", "language": current_language()})

    @classmethod
    def about(cls, meeting: Meeting) -> "MeetingForm":
        """The form as it stands before anything is changed."""
        day, hour, which = to_wall(meeting.starts_at, meeting.zone)
        texts = {name: getattr(meeting, name) for name in ("title", "zone", "place", "link", "agenda", "language")}
        times = {"day": day, "time": hour, "which": which, "minutes": str(meeting.minutes_long)}
        return cls._in(meeting.zone, texts | times)

    @classmethod
    def _in(cls, zone: str, data: dict[str, Any]) -> "MeetingForm":
        form = cls(data=data)
        form.zone.choices = zone_choices(zone)
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all is well; also whether there is such a time."""
        valid: bool = super().validate(extra_validators)
        if {"day", "time", "zone", "which"}.isdisjoint(self.errors):
            try:
                self._starts_at()
            except (NoSuchTime, TimeComesTwice) as refusal:
                self.is_twice = isinstance(refusal, TimeComesTwice)
                self.refuse(refusal)
                return False
            except OverflowError:
                self.day.errors = [*self.day.errors, _("Write a day, as in 2026-11-20.")]
                return False
        return valid

    def described(self) -> dict[str, Any]:
        """What was filled in, as the operations take it."""
        starts_at = self._starts_at()
        texts = {name: self[name].data for name in ("title", "zone", "place", "link", "agenda", "language")}
        return texts | {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=int(self.minutes.data))}

    def _starts_at(self) -> Any:
        day, hour = date.fromisoformat(self.day.data), time.fromisoformat(self.time.data)
        return to_moment(day, hour, self.zone.data, self.which.data)


class AttendForm(BaseForm):
    """Whether one comes."""

    answer = RadioChoice(
        lazy("Are you coming?"), choices=lambda: [(answer.value, str(words)) for answer, words in ANSWERS.items()]
    )

    @classmethod
    def about(cls, answer: Answer | None) -> "AttendForm":
        """The form with what was said before."""
        return cls(data={"answer": answer.value if answer else None})


class MinutesForm(BaseForm):
    """What was said and decided."""

    body = LongText(
        lazy("Minutes"),
        [required(lazy("Write what was said and decided.")), length(1, MINUTES_LENGTH)],
        description=lazy("You can use Markdown. Name people only where they agree to it. Every version is kept."),
        render_kw={"rows": 16, "dir": "auto"},
    )
    language = Choice(lazy("Language of the text"), choices=lambda: list(LANGUAGE_NAMES.items()))
    # The version that the writer had before them.
    seen = HiddenNumber()

    @classmethod
    def about(cls, meeting: Meeting, latest: Minutes | None) -> "MinutesForm":
        """The form with the minutes as they are."""
        body, language = (latest.body, latest.language) if latest else ("", meeting.language)
        return cls(data={"body": body, "language": language, "seen": str(meeting.minutes_number)})


class CalendarForm(BaseForm):
    """A new calendar address."""

    group = Choice(lazy("Of which meetings it tells"))
    is_discreet = Flag(
        lazy("Say only that there is a meeting"),
        description=lazy(
            "Calendars are copied to telephones, to the companies that run them, and to whoever looks over your "
            "shoulder. A discreet one says “Meeting” and when: no group, no title, no place. Leave this ticked unless "
            "nobody who sees your calendar can hurt you or others."
        ),
    )

    @classmethod
    def over(cls, groups: Any) -> "CalendarForm":
        """The form that offers these groups, and all of them."""
        form = cls(data={"group": "", "is_discreet": True})
        language = current_language()
        known: dict[str, Group] = {group.slug: group for group in groups}
        names = [(slug, group.name(language)) for slug, group in known.items()]
        form.group.choices = [("", _("All groups that I am in")), *names]
        form.known = known
        return form

    def chosen(self) -> Group | None:
        """The group, or None for all."""
        found: Group | None = self.known.get(self.group.data)
        return found
