"""What the operations of vouching refuse."""

from community.i18n import lazy
from community.refusals import Refusal


class NotForOneself(Refusal):
    """A member vouches for themselves."""

    sentence = lazy("You cannot vouch for yourself.")


class AlreadyVouched(Refusal):
    """The member vouches for this person already."""

    sentence = lazy("You already vouch for this person.")


class BlockedByYou(Refusal):
    """The member has blocked this person."""

    sentence = lazy("You have blocked this person. Whom you block you cannot vouch for.")


class NameHidden(Refusal):
    """The member vouches without showing the other who they are."""

    sentence = lazy("Show your name to members first: whoever you vouch for must be able to see who you are.")


class NotVouchable(Refusal):
    """The person does not want it. The sentence does not say whether they declined, have blocked the actor or hide."""

    sentence = lazy("You cannot vouch for this person.")
