"""Writing members: profiles, who is blocked, who came to a limit."""

from community.members.operations.blocking import block, unblock
from community.members.operations.editing import ProfileChange, create_profile, edit_profile
from community.members.operations.forgetting import forget_reached_limits
from community.members.operations.handles import forget_retired, retire_for_good
from community.members.operations.help import add_help_kind, edit_help_kind
from community.members.operations.hiding import hide
from community.members.operations.indexing import complete_directory
from community.members.operations.listing import list_in_directory
from community.members.operations.noticing import LOOKING, note_reached, notice_looking
from community.members.operations.picturing import remove_picture, set_picture
from community.members.operations.refusals import (
    AudiencesChanged,
    BelongingNotConfirmed,
    HandleChangedOften,
    HandleReserved,
    HandleTaken,
    HelpKindExists,
    NoHelpCode,
    NotBlocked,
    PictureClosed,
    TooManyHelpKinds,
)

__all__ = [
    "LOOKING",
    "AudiencesChanged",
    "BelongingNotConfirmed",
    "HandleChangedOften",
    "HandleReserved",
    "HandleTaken",
    "HelpKindExists",
    "NoHelpCode",
    "NotBlocked",
    "PictureClosed",
    "ProfileChange",
    "TooManyHelpKinds",
    "add_help_kind",
    "block",
    "complete_directory",
    "create_profile",
    "edit_help_kind",
    "edit_profile",
    "forget_reached_limits",
    "forget_retired",
    "hide",
    "list_in_directory",
    "note_reached",
    "notice_looking",
    "remove_picture",
    "retire_for_good",
    "set_picture",
    "unblock",
]
