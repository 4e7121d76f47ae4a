"""The tables of endorsements."""

from community.endorsements.models.endorsements import (
    LIVE,
    Endorsement,
    EndorsementState,
    Pledge,
    RefusedAddress,
    Shown,
    name_mark,
)
from community.endorsements.models.tallies import Tally, TallyKind

__all__ = [
    "LIVE",
    "Endorsement",
    "EndorsementState",
    "Pledge",
    "RefusedAddress",
    "Shown",
    "Tally",
    "TallyKind",
    "name_mark",
]
