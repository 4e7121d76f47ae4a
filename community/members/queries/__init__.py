"""Reading members. Every list and page shows what `open_fields` allows, and nothing else."""

from community.members.queries.acquaintances import find_known
from community.members.queries.cards import Card
from community.members.queries.directory import CHOICES, SEARCHABLE_BELONGINGS, Wanted, search
from community.members.queries.handles import find_retired, list_retired
from community.members.queries.help import (
    FEWEST_COUNTED,
    HelpCount,
    HelpWords,
    count_help,
    find_help_kind,
    help_kinds,
    list_help_words,
    names_help,
)
from community.members.queries.matches import ANSWERED_BY, Match, list_matches
from community.members.queries.names import list_names, list_shown
from community.members.queries.pictures import find_own_picture, find_picture
from community.members.queries.profiles import (
    CALLED_BY,
    find_own_profession,
    find_profile,
    get_profile,
    is_untouched,
    list_views,
    relations_of,
    show_each,
)

__all__ = [
    "ANSWERED_BY",
    "CALLED_BY",
    "CHOICES",
    "FEWEST_COUNTED",
    "SEARCHABLE_BELONGINGS",
    "Card",
    "HelpCount",
    "HelpWords",
    "Match",
    "Wanted",
    "count_help",
    "find_help_kind",
    "find_known",
    "find_own_picture",
    "find_own_profession",
    "find_picture",
    "find_profile",
    "find_retired",
    "get_profile",
    "help_kinds",
    "is_untouched",
    "list_help_words",
    "list_matches",
    "list_names",
    "list_retired",
    "list_shown",
    "list_views",
    "names_help",
    "relations_of",
    "search",
    "show_each",
]
