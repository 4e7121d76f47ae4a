"""Why something may not happen with a task, in sentences."""

from community.i18n import lazy
from community.refusals import Refusal


class NotYourTask(Refusal):
    """Somebody would change what only the author, the assignee or coordinators change."""

    sentence = lazy("Only who does this task, who wrote it and the group’s coordinators can do this.")


class TaskTaken(Refusal):
    """Somebody else was quicker."""

    sentence = lazy("Somebody else does this task already.")


class TaskIsDone(Refusal):
    """Nobody takes on what is done."""

    sentence = lazy("This task is done. Open it again first.")


class NoSuchAssignee(Refusal):
    """Whoever is to do the task does not work in the group, or is nobody at all; the sentence does not say which."""

    sentence = lazy("Nobody in this group has this handle, or they are still new in it.")
    field = "assignee"


class CommitmentNotServed(Refusal):
    """The group does not serve the commitment."""

    sentence = lazy("The group does not serve this commitment.")
    field = "commitment"


class TaskChanged(Refusal):
    """Somebody else has changed the task since the form was opened."""

    sentence = lazy(
        "Somebody has changed this task while you wrote. Compare with what it says now; save again to replace it."
    )
