"""What the operations of endorsements refuse."""

from community.i18n import lazy
from community.refusals import Refusal


class LinkNotValid(Refusal):
    """The mailed link is forged, too old, or was made for something that has gone."""

    sentence = lazy("This link is not valid any more. If you want to endorse the declaration, fill in the form again.")


class AlreadyConfirmed(Refusal):
    """The endorsement was confirmed before."""

    sentence = lazy(
        "This endorsement has already been confirmed. To take it back, use the link in the mail that thanked you."
    )


class AlreadyWithdrawn(Refusal):
    """The endorsement was withdrawn before."""

    sentence = lazy("This endorsement has already been withdrawn. Nothing that you wrote is left here.")


class NothingToWithdraw(Refusal):
    """The member has no endorsement."""

    sentence = lazy("There is no endorsement of yours to withdraw.")
