"""The tasks that a member wrote or does, told to that member; not what others wrote."""

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.groups.models import Group
from community.i18n import current_language, lazy
from community.tasks.models import Task, TaskStep
from community.tasks.queries import list_by, list_steps_by
from community.tasks.wording import STATES


def tell_tasks(member: Member) -> list[Part]:
    """Tasks written, tasks taken on, and what was done with tasks."""
    return [
        Part("tasks", lazy("Your tasks in groups"), [_task(task, member) for task in list_by(member)]),
        Part("task_steps", lazy("What you did with tasks"), [_step(step) for step in list_steps_by(member)]),
    ]


def _group(group: Group) -> Fact:
    return Fact("group", lazy("Group"), group.slug, group.name(current_language()))


def _task(task: Task, member: Member) -> list[Fact]:
    own = task.author_id == member.id
    words = [Fact("title", lazy("Title"), task.title), Fact("text", lazy("Text"), task.description)] if own else []
    return [
        _group(task.group),
        Fact("wrote", lazy("You wrote it"), own),
        Fact("does", lazy("You do it"), task.assignee_id == member.id),
        *words,
        Fact("due", lazy("Due day"), task.due_day),
        Fact("state", lazy("State"), task.state, STATES[task.state]),
        Fact("made", lazy("Made"), task.created_at.date()),
    ]


def _step(step: TaskStep) -> list[Fact]:
    return [
        _group(step.task.group),
        Fact("state", lazy("State"), step.state, STATES[step.state]),
        Fact("day", lazy("Day"), step.at.date()),
    ]
