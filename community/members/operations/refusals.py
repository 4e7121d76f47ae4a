"""Why something about members cannot be done."""

from community.i18n import lazy
from community.refusals import Refusal


class HandleTaken(Refusal):
    """Somebody else has this handle."""

    sentence = lazy("Somebody else has this handle. Choose another.")
    field = "handle"


class BelongingNotConfirmed(Refusal):
    """Belonging to the defector community is only opened to others when that is said twice."""

    sentence = lazy(
        "Opening this can put relatives in North Korea at risk. If you are sure, tick the box below and save again."
    )
    field = "belonging_confirmed"


class NotBlocked(Refusal):
    """Somebody wants to block themselves."""

    sentence = lazy("You cannot block yourself.")
