"""The forms of notices: what one is told, where and when."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

import wtforms
from wtforms.widgets import DateInput

from community.accounts.models import Member
from community.clocks import clock_of, zone_choices
from community.db import now
from community.forms import BaseForm, Choice, Flag, GroupedChoice, Text, length, optional
from community.groups.models import Group
from community.groups.works import Kind
from community.i18n import LANGUAGE_NAMES, _, lazy, time_of_day
from community.notifications.models import Level
from community.notifications.queries import Choices
from community.notifications.wording import LEVELS

# What stands first in the list of cities: where many members live.
OFTEN_CHOSEN = (
    "Asia/Seoul",
    "Asia/Tokyo",
    "Asia/Shanghai",
    "Asia/Bangkok",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "Australia/Sydney",
)
AS_ELSEWHERE = "as_elsewhere"
LONGEST_PAUSE = timedelta(days=366)


def _cities(own: str) -> dict[str, dict[str, str]]:
    every = dict(zone_choices(own))
    often = ["UTC", *(zone for zone in OFTEN_CHOSEN if zone in every)]
    others = {zone: words for zone, words in every.items() if zone not in often}
    return {_("Often chosen"): {zone: every[zone] for zone in often}, _("All cities"): others}


def _hours() -> list[tuple[str, str]]:
    return [(str(hour), time_of_day(time(hour))) for hour in range(24)]


class _Day(Text):
    widget = DateInput()


class _LevelsForm(BaseForm):
    """A question for each kind of thing; made for the kinds that its reader can be told of."""

    kinds: Sequence[Kind] = ()

    def level_fields(self) -> list[wtforms.Field]:
        """The questions, in the order of the kinds."""
        return [self[f"level_{kind.name}"] for kind in self.kinds]

    def _chosen(self) -> dict[str, str]:
        return {kind.name: self[f"level_{kind.name}"].data for kind in self.kinds}


def _with_kinds(form: type[_LevelsForm], kinds: Sequence[Kind]) -> type[Any]:
    fields = {f"level_{kind.name}": Choice(kind.words, choices=_levels) for kind in kinds}
    return type(form.__name__, (form,), {"kinds": kinds, **fields})


def _levels() -> list[tuple[str, str]]:
    return [(level.value, str(words)) for level, words in LEVELS.items()]


class SettingsForm(_LevelsForm):
    """What one is told in all groups, in which language, and by which clock."""

    language = Choice(lazy("Language of our mails"), choices=lambda: list(LANGUAGE_NAMES.items()))
    time_zone = GroupedChoice(
        lazy("The clock you live by"),
        description=lazy("Times on this site and the hour of your mails follow it. Nobody else sees it."),
    )
    digests = Flag(lazy("Send me the daily and weekly mails that sum up"))
    morning = Choice(
        lazy("Not before"),
        choices=_hours,
        description=lazy("The hour, on your clock, from which they come; the weekly one on Mondays."),
    )
    paused_until = _Day(
        lazy("No mails about groups before this day"),
        [optional(), length(0, 10)],
        description=lazy(
            "For a journey or a rest. What happens meanwhile stands under Notices and is not mailed later."
        ),
    )

    @classmethod
    def about(cls, member: Member, choices: Choices, kinds: Sequence[Kind]) -> "SettingsForm":
        """The form as it stands before anything is changed."""
        settings = choices.settings
        paused = settings.paused_until if settings.paused_until and settings.paused_until > _today(member) else None
        data = {f"level_{kind.name}": choices.level(None, kind.name).value for kind in kinds} | {
            "language": member.language,
            "time_zone": member.time_zone or "UTC",
            "digests": settings.digests,
            "morning": str(settings.morning),
            "paused_until": paused.isoformat() if paused else "",
        }
        form: SettingsForm = _with_kinds(cls, kinds)(data=data)
        form.time_zone.choices = _cities(member.time_zone)
        form.today = _today(member)
        return form

    today: date

    def validate_paused_until(self, field: Text) -> None:
        """The day must be one to come, and not too far off."""
        try:
            day = date.fromisoformat(field.data)
        except ValueError as error:
            raise wtforms.ValidationError(_("Write a day, as in 2026-11-20.")) from error
        if not self.today < day <= self.today + LONGEST_PAUSE:
            raise wtforms.ValidationError(_("Choose a day after today, and within a year."))

    def choices(self) -> dict[str, Any]:
        """What was chosen, as the operation takes it."""
        return {
            "levels": {kind: Level(level) for kind, level in self._chosen().items()},
            "language": self.language.data,
            "time_zone": self.time_zone.data,
            "digests": self.digests.data,
            "morning": int(self.morning.data),
            "paused_until": date.fromisoformat(self.paused_until.data) if self.paused_until.data else None,
        }


class GroupSettingsForm(_LevelsForm):
    """What one is told in one group, where that differs."""

    @classmethod
    def about(cls, group: Group, choices: Choices, kinds: Sequence[Kind]) -> "GroupSettingsForm":
        """The form as it stands before anything is changed."""
        chosen = {kind.name: choices.chosen.get((group.id, kind.name)) for kind in kinds}
        data = {f"level_{name}": level.value if level else AS_ELSEWHERE for name, level in chosen.items()}
        form = _with_kinds(cls, kinds)(data=data)
        for kind in kinds:
            elsewhere = LEVELS[choices.level(None, kind.name)]
            as_elsewhere = (AS_ELSEWHERE, _("As in my other groups: %(choice)s", choice=elsewhere))
            form[f"level_{kind.name}"].choices = [as_elsewhere, *_levels()]
        typed: GroupSettingsForm = form
        return typed

    def levels(self) -> dict[str, Level | None]:
        """What was chosen, as the operation takes it."""
        return {kind: None if level == AS_ELSEWHERE else Level(level) for kind, level in self._chosen().items()}


def _today(member: Member) -> date:
    return now().astimezone(clock_of(member.time_zone)).date()
