"""What the people of the small world's main group work on: one thing of each kind, built by its feature's own tests."""

from collections.abc import Callable

from community.accounts.models import Member
from community.groups.models import Group
from tests.announcements import world as announcements
from tests.decisions import world as decisions
from tests.discussions import world as discussions
from tests.groups import world as groups
from tests.library import world as library
from tests.meetings import world as meetings
from tests.notifications import world as notifications
from tests.tasks import world as tasks

# Each takes the group and the people by name ("coordinator", "group_member", ...); gives ids and tokens by name.
Builder = Callable[[Group, dict[str, Member]], dict[str, str]]

BUILDERS: tuple[Builder, ...] = (
    groups.build,
    announcements.build,
    discussions.build,
    tasks.build,
    decisions.build,
    meetings.build,
    library.build,
    notifications.build,
)


def build_works(group: Group, members: dict[str, Member]) -> dict[str, str]:
    """One thing of each kind in a group; gives their ids by name."""
    ids: dict[str, str] = {}
    for build in BUILDERS:
        ids |= build(group, members)
    return ids
