"""When somebody's morning is: the hour of the digest on the clock that its reader lives by."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from community.notifications.models import Mailing


def day_of(mailing: Mailing, moment: datetime, clock: tzinfo) -> date:
    """The day on this clock for which a digest that is written now counts; of a weekly one the week's Monday."""
    day = moment.astimezone(clock).date()
    return day - timedelta(days=day.weekday()) if mailing is Mailing.WEEKLY else day


def morning_on(day: date, hour: int, clock: tzinfo) -> datetime:
    """This hour of a day, in UTC. One that the clock leaves out is the moment that comes instead; of one that it
    strikes twice, the first."""
    return datetime.combine(day, time(hour), clock).astimezone(UTC)


def next_morning(mailing: Mailing, moment: datetime, hour: int, clock: tzinfo) -> datetime:
    """When the next digest after `moment` is due: the next morning, or the next Monday's."""
    step = timedelta(days=7 if mailing is Mailing.WEEKLY else 1)
    day = day_of(mailing, moment, clock)
    due = morning_on(day, hour, clock)
    return due if due > moment else morning_on(day + step, hour, clock)
