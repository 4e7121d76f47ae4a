"""Writing discussions. A stay in the group is held first, then the topic, then a post of it."""

from community.discussions.operations.arranging import close, pin, put_back, remove, reopen, unpin
from community.discussions.operations.keeping import forget_reading, forget_removed, release_member
from community.discussions.operations.reporting import report, settle
from community.discussions.operations.writing import KIND, delete, edit, reply, see, start

__all__ = [
    "KIND",
    "close",
    "delete",
    "edit",
    "forget_reading",
    "forget_removed",
    "pin",
    "put_back",
    "release_member",
    "remove",
    "reopen",
    "reply",
    "report",
    "see",
    "settle",
    "start",
    "unpin",
]
