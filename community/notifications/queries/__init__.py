"""Reading notices and what members chose about them."""

from community.notifications.queries.choices import (
    Choices,
    find_choices,
    get_settings,
    list_kinds_for,
    list_preferences,
)
from community.notifications.queries.notices import (
    Line,
    count_unread,
    find_notice,
    find_work,
    list_all_notices,
    list_lines,
    list_subjects,
    only_readable,
)
from community.notifications.queries.readers import (
    Reader,
    Readers,
    find_levels,
    find_settings,
    list_readers,
)

__all__ = [
    "Choices",
    "Line",
    "Reader",
    "Readers",
    "count_unread",
    "find_choices",
    "find_levels",
    "find_notice",
    "find_settings",
    "find_work",
    "get_settings",
    "list_all_notices",
    "list_kinds_for",
    "list_lines",
    "list_preferences",
    "list_readers",
    "list_subjects",
    "only_readable",
]
