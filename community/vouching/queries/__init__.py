"""Reading vouches. What members are told of each other's are numbers; see the words of the feature."""

from community.vouching.queries.lists import (
    every_vouch_by,
    every_vouch_for,
    find_made,
    find_received,
    find_vouch,
    list_declined,
    list_made,
    list_received,
    list_vouches_by,
    list_vouches_for,
)
from community.vouching.queries.rings import MOST_EDGES, MOST_RINGS, MOST_SHOWN, Ring, list_rings
from community.vouching.queries.tallies import FEWEST_KNOWN, NONE, Tally, count_held, count_vouches, tally

__all__ = [
    "FEWEST_KNOWN",
    "MOST_EDGES",
    "MOST_RINGS",
    "MOST_SHOWN",
    "NONE",
    "Ring",
    "Tally",
    "count_held",
    "count_vouches",
    "every_vouch_by",
    "every_vouch_for",
    "find_made",
    "find_received",
    "find_vouch",
    "list_declined",
    "list_made",
    "list_received",
    "list_rings",
    "list_vouches_by",
    "list_vouches_for",
    "tally",
]
