"""Reading discussions. Who may read them, the policy says; what a viewer may not know of is not found."""

from community.discussions.queries.copies import list_editions_by, list_readings_of
from community.discussions.queries.people import find_blocked, find_mentioned, list_writers
from community.discussions.queries.posts import (
    find_destroyable,
    find_post,
    find_removed,
    list_answered,
    list_editions,
    list_posts,
    list_posts_by,
    list_removed,
    list_removed_of,
)
from community.discussions.queries.reports import (
    count_reports,
    find_report,
    list_reported,
    list_reports_by,
)
from community.discussions.queries.topics import (
    count_new,
    find_reading,
    find_topic,
    list_newest,
    list_pinned,
    list_topics,
    load_works,
)

__all__ = [
    "count_new",
    "count_reports",
    "find_blocked",
    "find_destroyable",
    "find_mentioned",
    "find_post",
    "find_reading",
    "find_removed",
    "find_report",
    "find_topic",
    "list_answered",
    "list_editions",
    "list_editions_by",
    "list_newest",
    "list_pinned",
    "list_posts",
    "list_posts_by",
    "list_readings_of",
    "list_removed",
    "list_removed_of",
    "list_reported",
    "list_reports_by",
    "list_topics",
    "list_writers",
    "load_works",
]
