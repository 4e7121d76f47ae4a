"""What the operations of accounts refuse."""

from community.i18n import lazy
from community.refusals import Refusal


class LinkNotValid(Refusal):
    """The mailed link is forged, too old, or was made for something that has gone."""

    sentence = lazy("This link is not valid any more. Ask for a new one.")


class SignupNotValid(LinkNotValid):
    """The same for signing up, also where the link has been used: what came of it is not told to whoever finds it."""

    sentence = lazy(
        "This link has been used, or it is not valid any more. If you have confirmed your address, log in; otherwise "
        "sign up again."
    )


class SessionEnded(Refusal):
    """The session in which somebody acts was ended meanwhile."""

    sentence = lazy("This device was logged out in the meantime. Log in again.")


class UnknownAddress(Refusal):
    """No active member has this address."""

    sentence = lazy("No active member has this address. Sign up and confirm it first.")


class AdministratorClaimed(Refusal):
    """The administrator's link has been used."""

    sentence = lazy("This link has already been used. An administrator can give you rights.")


class WrongCode(Refusal):
    """The code of the second factor is wrong, too old, or was used before."""

    sentence = lazy("This code does not fit, or it has been used before. Type the one that your app shows now.")


class NoFactor(Refusal):
    """There is no second factor of this kind."""

    sentence = lazy("There is nothing set up here. Begin again from the page about security.")


class FactorExists(Refusal):
    """The member has an authenticator app already."""

    sentence = lazy("You have an authenticator app already. To use another, remove this one first.")


class PasskeyNotAccepted(Refusal):
    """The answer is forged, was used before, or is of a passkey that opens nothing here; nobody learns which."""

    sentence = lazy("This passkey was not accepted. Try once more, or use your password.")


class PasskeyTooLate(Refusal):
    """The page had been open for too long when the passkey answered."""

    sentence = lazy("That took more than five minutes. Please press the button once more.")


class PasskeyNotMade(Refusal):
    """What came is no new passkey of this site."""

    sentence = lazy("The new passkey could not be checked, so it was not added. Please try once more.")


class PasskeyKnown(Refusal):
    """This passkey has been added before."""

    sentence = lazy("This passkey has been added before.")


class TooManyPasskeys(Refusal):
    """The member has as many passkeys as one can have."""

    sentence = lazy("You have 20 passkeys, which is the most. Remove one that you do not use.")


class SameAddress(Refusal):
    """The member has this address."""

    sentence = lazy("This is your address already.")
    field = "email"


class AddressTaken(Refusal):
    """Somebody else has confirmed the address; its owner, who holds the link, may know it."""

    sentence = lazy("This address belongs to an account already. Nothing was changed.")


class AddressChangedLately(Refusal):
    """The owner of the earlier address must be able to take the account back."""

    sentence = lazy(
        "Your e-mail address was changed less than seven days ago. Until then the account can only be deleted "
        "with seven days to change one’s mind."
    )


class LastAdministrator(Refusal):
    """Nobody would be left to hand out rights."""

    sentence = lazy("This is the last administrator. Make somebody else an administrator first.")
    field = "role"
