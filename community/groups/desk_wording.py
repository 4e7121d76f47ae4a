"""The words of a coordinator's desk: columns and orders of the roster, and how many decisions at once went."""

from collections import Counter
from collections.abc import Callable

from community.groups.models import RosterColumn
from community.groups.operations import Outcome
from community.groups.queries import RosterOrder
from community.i18n import Words, lazy, ngettext
from community.releases import STATES, TONES

__all__ = ["ROSTER_COLUMNS", "ROSTER_ORDERS", "STATES", "TONES", "sum_up"]

ROSTER_COLUMNS: dict[RosterColumn, Words] = {
    RosterColumn.NAME: lazy("The name"),
    RosterColumn.ROLE: lazy("The role in the group"),
    RosterColumn.JOINED: lazy("The day on which they came in"),
    RosterColumn.PROFESSION: lazy("The profession"),
    RosterColumn.LANGUAGES: lazy("The languages"),
    RosterColumn.SKILLS: lazy("What they can do"),
}
ROSTER_ORDERS: dict[RosterOrder, Words] = {
    RosterOrder.ROLE: lazy("Coordinators first"),
    RosterOrder.NEWEST: lazy("Who came last first"),
    RosterOrder.OLDEST: lazy("Who came first first"),
    RosterOrder.HANDLE: lazy("By handle"),
}


def sum_up(outcomes: Counter[Outcome], *, approved: bool) -> str:
    """What became of requests that were decided about at once, in a few sentences."""
    sentences: dict[Outcome, Callable[[int], str]] = {
        Outcome.DONE: _let_in if approved else _declined,
        Outcome.TAKEN_BACK: lambda num: ngettext(
            "%(num)d had taken the request back.", "%(num)d had taken their requests back.", num
        ),
        Outcome.DECIDED: lambda num: ngettext(
            "%(num)d request had been decided already.", "%(num)d requests had been decided already.", num
        ),
        Outcome.LACKS_VOUCHES: lambda num: ngettext(
            "%(num)d person has too few vouches and still waits.",
            "%(num)d people have too few vouches and still wait.",
            num,
        ),
        Outcome.OWN: lambda num: ngettext(
            "%(num)d request is your own: somebody else decides about it.",
            "%(num)d requests are your own: somebody else decides about them.",
            num,
        ),
        Outcome.REFUSED: lambda num: ngettext(
            "%(num)d request could not be decided now.", "%(num)d requests could not be decided now.", num
        ),
    }
    return " ".join(say(outcomes[outcome]) for outcome, say in sentences.items() if outcomes[outcome])


def _let_in(num: int) -> str:
    words = ngettext(
        "%(num)d person is in the group now, and a mail tells them so.",
        "%(num)d people are in the group now, and a mail tells them so.",
        num,
    )
    return str(words)


def _declined(num: int) -> str:
    words = ngettext(
        "%(num)d request is declined, and a mail tells them so.",
        "%(num)d requests are declined, and a mail tells them so.",
        num,
    )
    return str(words)
