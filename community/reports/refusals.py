"""Why something about reports cannot be done."""

from community.i18n import lazy
from community.refusals import Refusal


class AboutOneself(Refusal):
    """Somebody wants to report themselves, or to settle what is about themselves."""

    sentence = lazy("This would be about yourself.")


class ReportFull(Refusal):
    """So much was added to an open report that nobody would read more."""

    sentence = lazy("You have reported this member already, at length, and moderators have yet to decide.")
    field = "words"


class NobodyThere(Refusal):
    """The member has deleted the account at this moment."""

    sentence = lazy("This member has just deleted the account.")


class AlreadySettled(Refusal):
    """Another moderator was quicker."""

    sentence = lazy("This report has been settled in the meantime.")


class NoModerator(Refusal):
    """The actor's rights were taken while the page was open."""

    sentence = lazy("Your own rights have changed in the meantime.")
