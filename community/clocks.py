"""Clocks that people live by: what they are called, and the moments that are meant by what they show."""

from datetime import UTC, date, datetime, time, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel.dates import get_timezone_location

from community.i18n import current_language, lazy
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
def time_zones() -> frozenset[str]:
    """The time zones that people live by, as IANA names them, and UTC."""
    return frozenset({"UTC"} | {name for name in available_timezones() if name.startswith(_CONTINENTS)})


def zone_name(zone: str) -> str:
    """What people call the clock of a time zone: its city, in the reader's language. "" and "UTC" are UTC."""
    if zone in ("", "UTC"):
        return "UTC"
    return str(get_timezone_location(zone, locale=current_language(), return_city=True))


def zone_choices(own: str = "") -> list[tuple[str, str]]:
    """IANA's name of each time zone with its city, in the alphabetical order of the reader's language; UTC first.

    own: one that was chosen before, and stays to be chosen where it is an older name of a clock.
    """
    offered = _zone_choices(current_language())
    is_older = own in time_zones() and own not in dict(offered)
    return [*offered, (own, own.replace("_", " "))] if is_older else offered


@cache
def _zone_choices(language: str) -> list[tuple[str, str]]:
    once: dict[str, str] = {}
    for name in sorted(time_zones() - {"UTC"}):  # several old names of one clock carry the same city
        once.setdefault(zone_name(name), name)
    return [("UTC", "UTC"), *((name, words) for words, name in sorted(once.items()))]


def clock_of(zone: str) -> tzinfo:
    """The clock of a time zone by its IANA name; UTC where there is none, or where it is not known any more."""
    try:
        return ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def to_moment(day: date, hour: time, zone: str, which: str = "") -> datetime:
    """The moment, in UTC, at which clocks of `zone` show this day and hour.

    which: "first" or "second", where the hour comes twice. Raises NoSuchTime, TimeComesTwice, and OverflowError at the
    ends of the calendar.
    """
    clock, wall = clock_of(zone), datetime.combine(day, hour)
    first, second = (wall.replace(tzinfo=clock, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    if first.astimezone(clock).replace(tzinfo=None) != wall:
        raise NoSuchTime
    if which not in ("first", "second"):
        raise TimeComesTwice
    return first if which == "first" else second


def to_wall(moment: datetime, zone: str) -> tuple[str, str, str]:
    """What clocks of `zone` show at a moment, as `to_moment` takes it: day, hour, which of two."""
    clock = clock_of(zone)
    local = moment.astimezone(clock)
    first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    which = "" if first == second else ("first", "second")[local.fold]
    return local.date().isoformat(), local.strftime("%H:%M"), which
