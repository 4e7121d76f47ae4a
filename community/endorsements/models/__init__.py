"""The tables of endorsements."""

from community.endorsements.models.bulk import AT_WORK, BulkAction, BulkKind, BulkState
from community.endorsements.models.endorsements import (
    IS_LIVE,
    LIVE,
    Endorsement,
    EndorsementState,
    Pledge,
    RefusedAddress,
    Shown,
    commitments_in,
    name_mark,
)
from community.endorsements.models.floods import Arrival, Flood, FloodState, Pace, Sign
from community.endorsements.models.tallies import FiguresRenewal, Tally, TallyKind

__all__ = [
    "AT_WORK",
    "IS_LIVE",
    "LIVE",
    "Arrival",
    "BulkAction",
    "BulkKind",
    "BulkState",
    "Endorsement",
    "EndorsementState",
    "FiguresRenewal",
    "Flood",
    "FloodState",
    "Pace",
    "Pledge",
    "RefusedAddress",
    "Shown",
    "Sign",
    "Tally",
    "TallyKind",
    "commitments_in",
    "name_mark",
]
