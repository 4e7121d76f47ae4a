"""Tasks in the small world of the laws."""

from community.accounts.models import Member
from community.groups.models import Group
from tests.tasks.factories import TaskFactory, TaskStepFactory


def build(group: Group, members: dict[str, Member]) -> dict[str, str]:
    """A task that a member wrote and a coordinator does, the other way round, and one that nobody does."""
    member, coordinator = members["group_member"], members["coordinator"]
    rows = {
        "task": TaskFactory(group=group, author=member, assignee=coordinator, commitment=2),
        "own_task": TaskFactory(group=group, author=member, assignee=member),
        "free_task": TaskFactory(group=group, author=member),
    }
    for row in rows.values():
        TaskStepFactory(task=row, by=member)
    return {name: str(row.id) for name, row in rows.items()}
