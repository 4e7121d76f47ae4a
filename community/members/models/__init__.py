"""The tables of members: profiles and what belongs to them."""

from community.members.models.blocks import Block
from community.members.models.directory import DirectoryEntry, Reach
from community.members.models.handles import RetiredHandle
from community.members.models.help import HelpKind
from community.members.models.limits import DirectoryAlarm, Limit, ReachedLimit
from community.members.models.pictures import Picture, new_mark
from community.members.models.profile import (
    FIELDS,
    Audience,
    Belonging,
    Bio,
    Profession,
    Profile,
    Spoken,
    read_openness,
)

__all__ = [
    "FIELDS",
    "Audience",
    "Belonging",
    "Bio",
    "Block",
    "DirectoryAlarm",
    "DirectoryEntry",
    "HelpKind",
    "Limit",
    "Picture",
    "Profession",
    "Profile",
    "Reach",
    "ReachedLimit",
    "RetiredHandle",
    "Spoken",
    "new_mark",
    "read_openness",
]
