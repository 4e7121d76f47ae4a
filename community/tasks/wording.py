"""How states of tasks are called on pages."""

from community.i18n import Words, lazy
from community.tasks.models import TaskState

STATES: dict[TaskState, Words] = {
    TaskState.OPEN: lazy("To do"),
    TaskState.UNDER_WAY: lazy("Under way"),
    TaskState.DONE: lazy("Done"),
}

# The colour that repeats what the word says.
COLOURS = {TaskState.OPEN: "waiting", TaskState.UNDER_WAY: "calm", TaskState.DONE: "good"}

SHOWS: dict[str, Words] = {
    "": lazy("All"),
    "mine": lazy("Mine"),
    "open": lazy("To do"),
    "done": lazy("Done"),
}
