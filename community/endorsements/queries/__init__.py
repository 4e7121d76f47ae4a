"""All reads of endorsements."""

from community.endorsements.queries.figures import (
    Figures,
    count_endorsers,
    count_endorsers_of,
    counts_by_commitment,
    list_countries,
    list_growth,
    read_figures,
    read_totals,
    tell_rest,
)
from community.endorsements.queries.household import Household, find_household, hold_endorsement_of, hold_household
from community.endorsements.queries.listing import (
    Filters,
    Pledges,
    PublicEndorsement,
    is_cursor_of_list,
    list_commitments,
    list_endorsements,
    list_featured,
    stream_endorsements,
)
from community.endorsements.queries.own import (
    find_behind,
    find_endorsement,
    find_my_endorsement,
    hold_endorsement,
    hold_my_endorsement,
    is_refused,
    list_my_commitments,
    token_of,
)
from community.endorsements.queries.receipts import make_receipt
from community.endorsements.queries.sharing import YOURS, SharedEndorsement, find_shared, find_yours

__all__ = [
    "YOURS",
    "Figures",
    "Filters",
    "Household",
    "Pledges",
    "PublicEndorsement",
    "SharedEndorsement",
    "count_endorsers",
    "count_endorsers_of",
    "counts_by_commitment",
    "find_behind",
    "find_endorsement",
    "find_household",
    "find_my_endorsement",
    "find_shared",
    "find_yours",
    "hold_endorsement",
    "hold_endorsement_of",
    "hold_household",
    "hold_my_endorsement",
    "is_cursor_of_list",
    "is_refused",
    "list_commitments",
    "list_countries",
    "list_endorsements",
    "list_featured",
    "list_growth",
    "list_my_commitments",
    "make_receipt",
    "read_figures",
    "read_totals",
    "stream_endorsements",
    "tell_rest",
    "token_of",
]
