"""Writing contacts. Where two members and what is between them are held, the members are held first."""

from community.contacts.operations.asking import ASK_AGAIN, ask, take_back
from community.contacts.operations.conversing import delete_for_oneself, delete_message, end, see, write
from community.contacts.operations.deciding import accept, decline, ignore
from community.contacts.operations.keeping import choose, end_between, forget_old, release
from community.contacts.operations.refusals import (
    AlreadyAsked,
    AlreadyTalking,
    BlockedByYou,
    ConversationEnded,
    DeclinedLately,
    RequestGone,
    TakesNoRequests,
)
from community.contacts.operations.telling import ERRANDS, look, tell

__all__ = [
    "ASK_AGAIN",
    "ERRANDS",
    "AlreadyAsked",
    "AlreadyTalking",
    "BlockedByYou",
    "ConversationEnded",
    "DeclinedLately",
    "RequestGone",
    "TakesNoRequests",
    "accept",
    "ask",
    "choose",
    "decline",
    "delete_for_oneself",
    "delete_message",
    "end",
    "end_between",
    "forget_old",
    "ignore",
    "look",
    "release",
    "see",
    "take_back",
    "tell",
    "write",
]
