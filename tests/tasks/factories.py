"""Factories of tasks."""

import factory

from community.db import now
from community.tasks.models import Task, TaskState, TaskStep
from tests.factories import MemberFactory, ModelFactory
from tests.groups.factories import GroupFactory


class TaskFactory(ModelFactory):
    """A task that nobody does yet; `group`, `author` and `assignee` may be given."""

    class Meta:
        model = Task
        exclude = ("group", "author", "assignee")

    class Params:
        done = factory.Trait(state=TaskState.DONE, done_at=factory.LazyFunction(now))

    group = factory.SubFactory(GroupFactory)
    author = factory.SubFactory(MemberFactory)
    assignee = None
    group_id = factory.SelfAttribute("group.id")
    author_id = factory.LazyAttribute(lambda task: task.author and task.author.id)
    assignee_id = factory.LazyAttribute(lambda task: task.assignee and task.assignee.id)
    title = "Book the room"
    description = "For **forty** people."
    language = "en"


class TaskStepFactory(ModelFactory):
    """One change of a task's state."""

    class Meta:
        model = TaskStep
        exclude = ("task", "by")

    task = factory.SubFactory(TaskFactory)
    by = factory.SubFactory(MemberFactory)
    task_id = factory.SelfAttribute("task.id")
    by_id = factory.SelfAttribute("by.id")
    state = TaskState.OPEN
