"""All reads of endorsements."""

from community.endorsements.queries.figures import (
    count_endorsers,
    count_endorsers_of,
    counts_by_commitment,
    list_countries,
)
from community.endorsements.queries.listing import Pledges, PublicEndorsement, list_commitments, list_endorsements
from community.endorsements.queries.own import (
    find_behind,
    find_endorsement,
    find_my_endorsement,
    hold_endorsement,
    hold_endorsement_from,
    hold_endorsement_of,
    hold_my_endorsement,
    is_refused,
    list_my_commitments,
)
from community.endorsements.queries.receipts import make_receipt

__all__ = [
    "Pledges",
    "PublicEndorsement",
    "count_endorsers",
    "count_endorsers_of",
    "counts_by_commitment",
    "find_behind",
    "find_endorsement",
    "find_my_endorsement",
    "hold_endorsement",
    "hold_endorsement_from",
    "hold_endorsement_of",
    "hold_my_endorsement",
    "is_refused",
    "list_commitments",
    "list_countries",
    "list_endorsements",
    "list_my_commitments",
    "make_receipt",
]
