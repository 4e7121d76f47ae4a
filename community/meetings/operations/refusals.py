"""Why something may not happen to a meeting, in sentences."""

from community.i18n import lazy
from community.refusals import Refusal


class StartsInPast(Refusal):
    """Nobody can be called to a time that has passed."""

    field = "day"
    sentence = lazy("This time has passed. Choose one that is still to come.")


class TooFarAhead(Refusal):
    """Nobody knows the clocks of so late a year."""

    field = "day"
    sentence = lazy("This is more than two years ahead. Choose an earlier day.")


class MeetingCancelled(Refusal):
    """The meeting does not take place."""

    sentence = lazy("This meeting is cancelled.")


class MeetingOver(Refusal):
    """The meeting has ended."""

    sentence = lazy("This meeting is over.")


class MeetingNotBegun(Refusal):
    """Minutes tell what was, not what will be."""

    sentence = lazy("This meeting has not begun. Its minutes can be written once it has.")


class MinutesChanged(Refusal):
    """Somebody else has saved the minutes since the form was opened."""

    sentence = lazy(
        "Somebody else has changed the minutes meanwhile. Nothing of yours is lost: below stand their text and yours. "
        "Put together what should stay, and save it."
    )


class TooManyCalendars(Refusal):
    """Somebody has made more calendars than anybody uses."""

    sentence = lazy("You have 20 calendar addresses. Take one back first.")
