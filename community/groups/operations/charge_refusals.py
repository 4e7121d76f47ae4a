"""Why somebody may not be put in charge of a group, or follow whoever is, in sentences."""

from community.i18n import lazy
from community.refusals import Refusal


class NotCoordinating(Refusal):
    """Somebody whose time as coordinator is over, or has not begun, would act as one."""

    sentence = lazy("You do not coordinate this group any more, or not yet.")


class NotSettled(Refusal):
    """Somebody who is new would be made a coordinator."""

    sentence = lazy("This person is still new in the group. Wait until the time for new members is over.")


class SuccessorNotAsked(Refusal):
    """The naming was taken back, or ended with somebody's time in the group."""

    sentence = lazy("This was taken back in the meantime.")
