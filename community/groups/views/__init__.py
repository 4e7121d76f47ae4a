"""The pages of working groups."""

from community.groups import listeners
from community.groups.views import (
    charge,
    chartering,
    choosing,
    coordinating,
    desk,
    founding,
    inviting,
    resting,
    roster,
    rosters,
    visiting,
)
from community.groups.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "charge",
    "chartering",
    "choosing",
    "coordinating",
    "desk",
    "founding",
    "inviting",
    "listeners",
    "resting",
    "roster",
    "rosters",
    "visiting",
]
