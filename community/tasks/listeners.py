"""What tasks answer to the features below them."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from community.access import can
from community.accounts.models import Member
from community.accounts.signals import member_data, member_deleted
from community.groups.models import Group, Membership
from community.groups.panels import Shown, group_panel
from community.groups.signals import membership_ended
from community.groups.waiting import Waiting, add_provider
from community.groups.works import Kind, register
from community.i18n import lazy
from community.tasks import operations, own_data, queries
from community.tasks.models import Task
from community.tasks.queries import Load

SHOWN = 5
SOON = timedelta(days=3)

register(Kind(operations.KIND, lazy("Tasks"), "tasks.task", queries.load_works, Task))
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
def list_due(member: Member) -> list[Waiting]:
    """On the desk of a member: what they are to do that is overdue, and what is due within three days."""
    today = queries.today_of(member)
    overdue = {load.group.id: load for load in queries.list_to_do(member, today)}
    due = {load.group.id: load for load in queries.list_to_do(member, today + SOON + timedelta(days=1))}
    soon = []
    for identity, load in due.items():
        count = load.count - (overdue[identity].count if identity in overdue else 0)
        soon += [Load(load.group, count, max(load.since, today))] if count else []
    return [
        *(_waiting(load, lazy("Your overdue tasks"), show="mine") for load in overdue.values()),
        *(_waiting(load, lazy("Your tasks that are due soon"), show="mine") for load in soon),
    ]


@add_provider
def list_left(member: Member) -> list[Waiting]:
    """On the desk of a coordinator: tasks that nobody does any more, because whoever did has left."""
    return [_waiting(load, lazy("Tasks whose assignee has left"), show="open") for load in queries.list_left(member)]


def _waiting(load: Load, words: Any, **values: str) -> Waiting:
    since = datetime.combine(load.since, time(), UTC)
    return Waiting(load.group, words, load.count, since, "tasks.index", values)
