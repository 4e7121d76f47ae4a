"""Writing endorsements. What counts and what does not is changed in `counting` alone."""

from community.endorsements.operations.confirming import (
    confirm,
    find_pending,
    forget_unconfirmed,
    link_to_member,
    refuse,
)
from community.endorsements.operations.counting import count_in, enter_missing, recounted
from community.endorsements.operations.ending import end, find_to_withdraw, withdraw, withdraw_by_token
from community.endorsements.operations.endorsing import ERRANDS, endorse, endorse_as_member
from community.endorsements.operations.tallying import tally
from community.endorsements.refusals import AlreadyConfirmed, AlreadyWithdrawn, LinkNotValid, NothingToWithdraw

__all__ = [
    "ERRANDS",
    "AlreadyConfirmed",
    "AlreadyWithdrawn",
    "LinkNotValid",
    "NothingToWithdraw",
    "confirm",
    "count_in",
    "end",
    "endorse",
    "endorse_as_member",
    "enter_missing",
    "find_pending",
    "find_to_withdraw",
    "forget_unconfirmed",
    "link_to_member",
    "recounted",
    "refuse",
    "tally",
    "withdraw",
    "withdraw_by_token",
]
