"""From a wall clock to a moment, where clocks are put forward and back."""

from datetime import UTC, date, datetime, time

import pytest

from community.clocks import NoSuchTime, TimeComesTwice, clock_of, time_zones, to_moment, to_wall, zone_choices
from community.i18n import in_language


@pytest.mark.parametrize(
    ("day", "hour", "zone", "which", "moment"),
    [
        (date(2027, 1, 5), time(19, 30), "Asia/Seoul", "", datetime(2027, 1, 5, 10, 30, tzinfo=UTC)),
        (date(2027, 7, 5), time(19, 30), "America/New_York", "", datetime(2027, 7, 5, 23, 30, tzinfo=UTC)),
        (date(2027, 10, 31), time(2, 30), "Europe/Berlin", "first", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (date(2027, 10, 31), time(2, 30), "Europe/Berlin", "second", datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
        (date(2027, 3, 28), time(3, 0), "Europe/Berlin", "", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (date(2027, 3, 28), time(1, 59), "Europe/Berlin", "second", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
    ],
)
def test_a_wall_clock_means_one_moment_and_back(day, hour, zone, which, moment):
    assert to_moment(day, hour, zone, which) == moment
    shown = to_wall(moment, zone)
    assert shown[:2] == (day.isoformat(), f"{hour:%H:%M}")
    assert to_moment(day, hour, zone, shown[2]) == moment


@pytest.mark.parametrize("which", ["", "first", "second"])
def test_a_time_that_is_left_out_is_refused(which):
    with pytest.raises(NoSuchTime):
        to_moment(date(2027, 3, 28), time(2, 30), "Europe/Berlin", which)


def test_a_time_that_comes_twice_asks_which():
    with pytest.raises(TimeComesTwice):
        to_moment(date(2027, 10, 31), time(2, 30), "Europe/Berlin")


def test_zones_are_offered_by_their_cities_once():
    with in_language("ko"):
        offered = dict(zone_choices())
    assert offered["Asia/Seoul"] == "서울"
    assert len(set(offered.values())) == len(offered)
    assert set(offered) <= time_zones()
    assert next(iter(offered)) == "UTC"


def test_an_older_name_of_a_clock_can_still_be_chosen_by_whoever_has_it():
    with in_language("en"):
        older = min(time_zones() - set(dict(zone_choices())))
        assert older in dict(zone_choices(older))
        assert zone_choices("nonsense") == zone_choices()


def test_a_clock_that_nobody_knows_any_more_is_that_of_utc():
    noon = datetime(2027, 7, 1, 12, tzinfo=UTC)
    for zone in ("", "Mars/Olympus", "../../etc/passwd"):
        assert noon.astimezone(clock_of(zone)).hour == 12
    assert noon.astimezone(clock_of("Asia/Seoul")).hour == 21
