"""Why something between two members cannot be done, in sentences."""

from community.i18n import lazy
from community.refusals import Refusal


class TakesNoRequests(Refusal):
    """The member takes no request from the actor. Whoever is blocked reads the same."""

    sentence = lazy("This member takes no contact requests at the moment.")


class AlreadyAsked(Refusal):
    """The actor has asked before."""

    sentence = lazy("You have already asked this member. Your request waits for an answer.")


class DeclinedLately(Refusal):
    """The member has declined a short while ago."""

    sentence = lazy("This member has declined your request. You can ask again 30 days after that.")


class AlreadyTalking(Refusal):
    """The two have a conversation."""

    sentence = lazy("You are already in contact. You find the conversation under your contacts.")


class BlockedByYou(Refusal):
    """The actor has blocked the member."""

    sentence = lazy("You have blocked this member. Unblock them before you ask.")


class RequestGone(Refusal):
    """The request waits no longer."""

    sentence = lazy("This request is not waiting any more: it was answered before, or taken back.")


class ConversationEnded(Refusal):
    """Nobody can write in the conversation any more. The sentence does not say why."""

    sentence = lazy("Nobody can write in this conversation any more. Your message was not sent.")
    field = "words"
