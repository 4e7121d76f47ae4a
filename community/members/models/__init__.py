"""The tables of members: profiles and what belongs to them."""

from community.members.models.audiences import FIELDS, Audience, audience_of, open_fields, read_openness
from community.members.models.blocks import Block
from community.members.models.directory import DirectoryEntry, Reach
from community.members.models.handles import RetiredHandle
from community.members.models.help import HelpKind
from community.members.models.limits import DirectoryAlarm, Limit, ReachedLimit
from community.members.models.pictures import Picture, new_mark
from community.members.models.profile import (
    Belonging,
    Bio,
    Profession,
    Profile,
    Spoken,
    languages_of,
    profession_of,
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
    "audience_of",
    "languages_of",
    "new_mark",
    "open_fields",
    "profession_of",
    "read_openness",
]
