"""Writing members: profiles, who is blocked, who came to a limit."""

from community.members.operations.blocking import block, unblock
from community.members.operations.editing import ProfileChange, create_profile, edit_profile
from community.members.operations.hiding import hide
from community.members.operations.refusals import BelongingNotConfirmed, HandleTaken, NotBlocked

__all__ = [
    "BelongingNotConfirmed",
    "HandleTaken",
    "NotBlocked",
    "ProfileChange",
    "block",
    "create_profile",
    "edit_profile",
    "hide",
    "unblock",
]
