"""What tasks answer to the features below them."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from community.access import can
from community.accounts.models import Member
from community.accounts.signals import member_data, member_deleted
from community.groups.figures import Figure, add_figure, moments_in
from community.groups.models import Group, Membership
from community.groups.panels import Shown, group_panel
from community.groups.signals import membership_ended
from community.groups.waiting import Waiting, add_provider
from community.groups.works import Kind, register
from community.i18n import Words, lazy
from community.tasks import operations, own_data, queries
from community.tasks.models import Task
from community.tasks.queries import Load

SHOWN = 5
SOON = timedelta(days=3)

register(Kind(operations.KIND, lazy("Tasks"), "tasks.task", queries.load_works, Task))
add_figure(Figure(lazy("Tasks done"), moments_in(Task.done_at, Task.group_id)))
member_data.connect(own_data.tell_tasks)


@membership_ended.connect
def leave(membership: Membership) -> None:
    """Whoever is not in the group any more does nothing in it."""
    operations.leave_tasks(membership)


@member_deleted.connect
def forget(member: Member) -> None:
    """Whoever goes has written and done nothing."""
    operations.forget_member(member)


@group_panel
def show_next(group: Group, viewer: Any) -> Shown | None:
    """On a group's page, for those who work in it: the tasks that come next."""
    if viewer is None or not can("tasks.index", group):
        return None
    tasks = queries.list_next(group, SHOWN)
    return ("tasks/_next.html", {"tasks": tasks, "today": queries.today_of(viewer)}) if tasks else None


@add_provider
def list_waiting(member: Member) -> list[Waiting]:
    """On the desk: what one is to do that is overdue, or due within three days; for coordinators what nobody does any
    more, because whoever did has left."""
    today = queries.today_of(member)
    found = []
    for row in queries.list_waiting(member, today, today + SOON + timedelta(days=1)):
        found += [
            *_waiting(row.group, row.overdue, lazy("Your overdue tasks"), "mine"),
            *_waiting(row.group, row.soon, lazy("Your tasks that are due soon"), "mine"),
            *_waiting(row.group, row.left, lazy("Tasks whose assignee has left"), "open"),
        ]
    return found


def _waiting(group: Group, load: Load, words: Words, show: str) -> list[Waiting]:
    if load.since is None:
        return []
    since = datetime.combine(load.since, time(), UTC)
    return [Waiting(group, words, load.count, since, "tasks.index", {"show": show})]
