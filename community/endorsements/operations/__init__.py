"""Writing endorsements. What counts and what does not is changed in `counting` alone."""

from community.endorsements.operations.bulk import (
    cancel_bulk,
    carry_on_bulk,
    forget_unstarted,
    prepare_bulk,
    start_bulk,
    undo_bulk,
)
from community.endorsements.operations.confirming import (
    confirm,
    find_pending,
    link_to_member,
    refuse,
)
from community.endorsements.operations.counting import count_in, enter_missing, recounted
from community.endorsements.operations.deciding import feature, let_in, set_aside, unfeature
from community.endorsements.operations.ending import end, find_to_withdraw, withdraw, withdraw_by_token
from community.endorsements.operations.endorsing import ERRANDS, endorse, endorse_as_member
from community.endorsements.operations.renewing import renew, renew_by_token
from community.endorsements.operations.sharing import share, share_by_token, unshare, unshare_by_token
from community.endorsements.operations.tallying import tally
from community.endorsements.operations.waiting import forget_unconfirmed, remind_waiting
from community.endorsements.operations.watching import forget_arrivals, look_around
from community.endorsements.refusals import (
    AlreadyConfirmed,
    AlreadyWithdrawn,
    HouseholdFull,
    LinkNotValid,
    NameNeeded,
    NameTaken,
    NothingToRenew,
    NothingToWithdraw,
)

__all__ = [
    "ERRANDS",
    "AlreadyConfirmed",
    "AlreadyWithdrawn",
    "HouseholdFull",
    "LinkNotValid",
    "NameNeeded",
    "NameTaken",
    "NothingToRenew",
    "NothingToWithdraw",
    "cancel_bulk",
    "carry_on_bulk",
    "confirm",
    "count_in",
    "end",
    "endorse",
    "endorse_as_member",
    "enter_missing",
    "feature",
    "find_pending",
    "find_to_withdraw",
    "forget_arrivals",
    "forget_unconfirmed",
    "forget_unstarted",
    "let_in",
    "link_to_member",
    "look_around",
    "prepare_bulk",
    "recounted",
    "refuse",
    "remind_waiting",
    "renew",
    "renew_by_token",
    "set_aside",
    "share",
    "share_by_token",
    "start_bulk",
    "tally",
    "undo_bulk",
    "unfeature",
    "unshare",
    "unshare_by_token",
    "withdraw",
    "withdraw_by_token",
]
