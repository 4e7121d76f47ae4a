"""The forms of tasks."""

from datetime import date
from typing import Any

import wtforms

from community.declaration.texts import text
from community.forms import BaseForm, Choice, HiddenNumber, LongText, Text, length, optional, required
from community.groups.models import Group
from community.i18n import LANGUAGE_NAMES, _, current_language, lazy
from community.tasks.models import DESCRIPTION_LENGTH, TITLE_LENGTH, Task, TaskState

HANDLE_LENGTH = 31  # with the @ before it
_YEARS = range(2000, 2100)


def day_of(written: str | None) -> date | None:
    """The day that was typed, as in 2026-11-30; None for no day, and for what is none."""
    try:
        day = date.fromisoformat(written or "")
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _a_day(form: BaseForm, field: wtforms.Field) -> None:
    if day_of(field.data) is None:
        raise wtforms.ValidationError(_("Enter a day as in %(example)s.", example="2026-11-30"))


def _handle(typed: str | None) -> str:
    return (typed or "").strip().removeprefix("@").lower()


class TaskForm(BaseForm):
    """What a task says."""

    title = Text(lazy("What is to be done?"), [required(lazy("Say what is to be done.")), length(2, TITLE_LENGTH)])
    description = LongText(
        lazy("More about it"),
        [length(0, DESCRIPTION_LENGTH)],
        description=lazy("How, with what, for whom. You can use **bold**, lists and links."),
    )
    language = Choice(lazy("Language of the text"), choices=lambda: list(LANGUAGE_NAMES.items()))
    due_day = Text(
        lazy("Due day"),
        [optional(), _a_day],
        description=lazy("The last day on which it is in time."),
        render_kw={"type": "date"},
    )
    commitment = Choice(lazy("Commitment that it serves"))

    @classmethod
    def of(cls, group: Group, task: Task | None = None) -> "TaskForm":
        """The form for a group, empty or filled in with what a task says."""
        said: dict[str, Any] = {"language": current_language(), "commitment": ""}
        if task is not None:
            said |= {"title": task.title, "description": task.description, "language": task.language}
            said |= {"due_day": task.due_day.isoformat() if task.due_day else "", "version": str(task.version)}
            said["commitment"] = str(task.commitment or "")
        form = cls(data=said)
        numbers = sorted({*group.commitments, *([task.commitment] if task and task.commitment else [])})
        words = text(current_language())
        form.commitment.choices = [("", _("None")), *((str(n), f"{n}. {words.commitment(n)}") for n in numbers)]
        return form

    def told(self) -> dict[str, Any]:
        """What was filled in, as the operations take it."""
        return {
            "title": self.title.data,
            "description": self.description.data,
            "language": self.language.data,
            "due_day": day_of(self.due_day.data),
            "commitment": int(self.commitment.data) if self.commitment.data else None,
        }


class NewTaskForm(TaskForm):
    """A new task, and who does it."""

    assignee = Text(
        lazy("Who does it?"),
        [optional(), length(0, HANDLE_LENGTH)],
        description=lazy("A handle in this group, as in @river. Leave it empty, and anybody can take it."),
        render_kw={"autocapitalize": "none", "spellcheck": "false"},
    )

    def told(self) -> dict[str, Any]:
        """What was filled in, as the operation takes it."""
        return super().told() | {"assignee": _handle(self.assignee.data)}


class EditTaskForm(TaskForm):
    """A changed task, with the version that the writer has read."""

    version = HiddenNumber()

    def told(self) -> dict[str, Any]:
        """What was filled in, as the operation takes it."""
        return super().told() | {"version": self.version.number}


class AssignForm(BaseForm):
    """Who does a task."""

    assignee = Text(
        lazy("Who does it?"),
        [length(0, HANDLE_LENGTH)],
        description=lazy("A handle in this group, as in @river. Leave it empty, and anybody can take it."),
        render_kw={"autocapitalize": "none", "spellcheck": "false"},
    )

    def handle(self) -> str:
        """The handle that was typed."""
        return _handle(self.assignee.data)


class MoveForm(BaseForm):
    """How far a task is."""

    state = Choice(lazy("State"), choices=lambda: [(state.value, state.value) for state in TaskState])
