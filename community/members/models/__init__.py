"""The tables of members: profiles and what belongs to them."""

from community.members.models.blocks import Block
from community.members.models.help import HelpKind
from community.members.models.limits import Limit, ReachedLimit
from community.members.models.profile import (
    FIELDS,
    Audience,
    Belonging,
    Bio,
    Profession,
    Profile,
    Spoken,
)

__all__ = [
    "FIELDS",
    "Audience",
    "Belonging",
    "Bio",
    "Block",
    "HelpKind",
    "Limit",
    "Profession",
    "Profile",
    "ReachedLimit",
    "Spoken",
]
