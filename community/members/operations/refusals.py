"""Why something about members cannot be done."""

from community.i18n import lazy
from community.refusals import Refusal


class HandleTaken(Refusal):
    """Somebody else has this handle, or had it less than a year ago; which of the two is nobody's business."""

    sentence = lazy("This handle is not free. Choose another.")
    field = "handle"


class HandleReserved(Refusal):
    """The handle is an address of the site itself, or sounds like one of its offices."""

    sentence = lazy("This handle is kept for the site itself. Choose another.")
    field = "handle"


class HandleChangedOften(Refusal):
    """The member has given up several handles lately."""

    sentence = lazy("You have changed your handle three times within a month. Wait a while before you change it again.")
    field = "handle"


class AudiencesChanged(Refusal):
    """A page that was opened earlier would open what its owner has closed meanwhile."""

    sentence = lazy(
        "Meanwhile you changed elsewhere who sees your profile. Below stands who sees what now; what you wrote is "
        "still here. Look through it and save again."
    )


class PictureClosed(Refusal):
    """A page that was opened earlier would open the picture, of a profile that its owner has closed meanwhile."""

    sentence = lazy(
        "Meanwhile you changed elsewhere who sees your profile. Below stands who sees your picture now. Nothing has "
        "changed: choose once more, and the file too."
    )
    field = "audience"


class BelongingNotConfirmed(Refusal):
    """Belonging to the defector community is only opened to others when that is said twice."""

    sentence = lazy(
        "Opening this can put relatives in North Korea at risk. If you are sure, tick the box below and save again."
    )
    field = "belonging_confirmed"


class NotBlocked(Refusal):
    """Somebody wants to block themselves."""

    sentence = lazy("You cannot block yourself.")


class HelpKindExists(Refusal):
    """There is a kind of help with this name or this code."""

    sentence = lazy("There is a kind of help with this name or this code already, perhaps a retired one.")
    field = "name_en"


class NoHelpCode(Refusal):
    """Nothing that can stand in an address can be made of the name."""

    sentence = lazy("No code can be made of this name. Type another one yourself: letters a–z and hyphens.")
    field = "code"


class TooManyHelpKinds(Refusal):
    """The list is as long as it may be."""

    sentence = lazy("The list has 100 kinds of help, which is as many as anybody can read. Rename a retired one.")
