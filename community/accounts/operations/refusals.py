"""What the operations of accounts refuse."""

from community.i18n import lazy
from community.refusals import Refusal


class LinkNotValid(Refusal):
    """The mailed link is forged, too old, or was made for something that has gone."""

    sentence = lazy("This link is not valid any more. Ask for a new one.")


class AlreadyConfirmed(Refusal):
    """The address was confirmed before."""

    sentence = lazy("This address has already been confirmed. You can log in.")


class UnknownAddress(Refusal):
    """No active member has this address."""

    sentence = lazy("No active member has this address. Sign up and confirm it first.")


class AdministratorClaimed(Refusal):
    """The administrator's link has been used."""

    sentence = lazy("This link has already been used. An administrator can give you rights.")
