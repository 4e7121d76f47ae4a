"""Reading members. Every list and page shows what `Profile.shown_to` allows, and nothing else."""

from community.members.queries.help import help_kinds
from community.members.queries.profiles import (
    find_profile,
    get_profile,
    is_untouched,
    list_members,
    list_views,
    relations_of,
    show_each,
)

__all__ = [
    "find_profile",
    "get_profile",
    "help_kinds",
    "is_untouched",
    "list_members",
    "list_views",
    "relations_of",
    "show_each",
]
