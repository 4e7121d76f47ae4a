"""Writing proposals and positions. Whoever writes is held in the group first, then the proposal."""

from community.decisions.operations.closing import close_due, remind_closing, state_outcome
from community.decisions.operations.holding import KIND, ensure_closable
from community.decisions.operations.proposing import edit_proposal, extend, propose, withdraw_proposal
from community.decisions.operations.voting import forget_member, leave_decisions, take_position

__all__ = [
    "KIND",
    "close_due",
    "edit_proposal",
    "ensure_closable",
    "extend",
    "forget_member",
    "leave_decisions",
    "propose",
    "remind_closing",
    "state_outcome",
    "take_position",
    "withdraw_proposal",
]
