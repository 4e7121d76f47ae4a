"""Clocks: from the day and time that people write to the moment that is meant, across changes of the clocks."""

from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from community.i18n import current_language, lazy, zone_name
from community.refusals import Refusal

_CONTINENTS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


class NoSuchTime(Refusal):
    """The clocks are put forward over it."""

    field = "time"
    sentence = lazy(
        "On this day the clocks there are put forward, and this time is left out. Choose one an hour earlier or later."
    )


class TimeComesTwice(Refusal):
    """The clocks are put back over it."""

    field = "which"
    sentence = lazy("On this day the clocks there are put back, and this time comes twice. Say which one you mean.")


@cache
def zones() -> frozenset[str]:
    """The time zones that people live by, as IANA names them, and UTC."""
    return frozenset({"UTC"} | {name for name in available_timezones() if name.startswith(_CONTINENTS)})


def zone_choices() -> list[tuple[str, str]]:
    """The name of each zone with its city, in the alphabetical order of the reader's language; UTC first."""
    return _choices(current_language())


@cache
def _choices(language: str) -> list[tuple[str, str]]:
    named = {name: zone_name(name) for name in zones() - {"UTC"}}
    once: dict[str, str] = {}
    for name in sorted(named):  # several old names of one clock carry the same city
        once.setdefault(named[name], name)
    kept = {name: words for words, name in once.items()}
    return [("UTC", "UTC"), *sorted(kept.items(), key=lambda one: one[1])]


def to_moment(day: date, hour: time, zone: str, which: str = "") -> datetime:
    """The moment at which clocks of `zone` show this day and hour.

    which: "first" or "second", where the hour comes twice. Raises NoSuchTime, TimeComesTwice.
    """
    wall = datetime.combine(day, hour)
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    if first.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        raise NoSuchTime
    if which not in ("first", "second"):
        raise TimeComesTwice
    return first if which == "first" else second


def to_wall(moment: datetime, zone: str) -> tuple[str, str, str]:
    """What clocks of `zone` show at a moment, as `to_moment` takes it: day, hour, which of two."""
    local = moment.astimezone(ZoneInfo(zone))
    other = local.replace(fold=1 - local.fold)
    twice = other.astimezone(UTC) != moment and other.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(
        tzinfo=None
    ) == local.replace(tzinfo=None)
    which = ("first", "second")[local.fold] if twice else ""
    return local.date().isoformat(), local.strftime("%H:%M"), which
