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


class NothingToRenew(Refusal):
    """The member has no endorsement."""

    sentence = lazy("There is no endorsement of yours that could be renewed.")


class HouseholdFull(Refusal):
    """As many people have endorsed with one address as may."""

    sentence = lazy(
        "Two people have already endorsed with this address, and there can be no more. Use an address of your own."
    )


class NameNeeded(Refusal):
    """Somebody has endorsed with the same address, and no names tell the two apart."""

    sentence = lazy(
        "Somebody has already endorsed with this address. For two people to share it, each writes a name in the form; "
        "it need not be shown."
    )
    field = "name"


class NameTaken(Refusal):
    """Somebody else at the same address has endorsed under this name."""

    sentence = lazy("Somebody else has endorsed with your address under this name. Write another one.")
    field = "name"


class NotCounted(Refusal):
    """There is nothing to show of an endorsement that does not count."""

    sentence = lazy("This is there once your endorsement counts.")


class NotInLedgerYet(Refusal):
    """The endorsement counts so lately that no checkpoint covers it."""

    sentence = lazy("Your endorsement is just being entered into the ledger. Try again in two minutes.")


class BelongsToAccount(Refusal):
    """The endorsement belongs to a member, who does with it what they like after logging in."""

    sentence = lazy("This endorsement belongs to an account. Log in and open “Your endorsement”.")


class AlreadyDecided(Refusal):
    """Another moderator was faster, or the endorsement was withdrawn."""

    sentence = lazy("This has been decided in the meantime.")


class NotFeaturable(Refusal):
    """Only what everybody sees anyway can stand first."""

    sentence = lazy("Only an endorsement that counts and shows a name can stand first.")


class TooManyFeatured(Refusal):
    """There is no room for one more at the top of the list."""

    sentence = lazy("There are enough at the top of the list. Take one down first.")


class NotReady(Refusal):
    """It is still being counted, or was started already."""

    sentence = lazy("This is still being counted, or was started already.")


class NothingToMove(Refusal):
    """Nothing fits the conditions."""

    sentence = lazy("Nothing fits these conditions.")


class TooFewToMove(Refusal):
    """So few fit what no page shows that moving them would tell of one of them."""

    sentence = lazy(
        "Fewer than ten fit. A number so small would say something of each of them: use only what they show to "
        "everybody, or decide on each by itself."
    )


class NotRunning(Refusal):
    """It has ended by itself, or was cancelled."""

    sentence = lazy("This is not running any more.")


class NothingToUndo(Refusal):
    """Nothing was done, or it is being undone."""

    sentence = lazy("There is nothing to undo.")
