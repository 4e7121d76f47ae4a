"""Writing notices and what members chose about them."""

from community.errands import Handler
from community.notifications.operations.choosing import (
    can_subscribe_again,
    choose,
    choose_in_group,
    subscribe_again,
    unsubscribe,
    wants_mail,
)
from community.notifications.operations.keeping import forget_group, forget_old
from community.notifications.operations.mailing import mail_due, mail_member, still_holds
from community.notifications.operations.notifying import notify, spread
from community.notifications.operations.reading import read, read_all

# What is done after the answer, and who does it.
ERRANDS: dict[str, Handler] = {"notifications.spread": spread}

__all__ = [
    "ERRANDS",
    "can_subscribe_again",
    "choose",
    "choose_in_group",
    "forget_group",
    "forget_old",
    "mail_due",
    "mail_member",
    "notify",
    "read",
    "read_all",
    "spread",
    "still_holds",
    "subscribe_again",
    "unsubscribe",
    "wants_mail",
]
