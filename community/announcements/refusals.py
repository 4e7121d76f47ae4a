"""Why something cannot be announced so, in sentences."""

from community.i18n import lazy
from community.refusals import Refusal


class PinsTaken(Refusal):
    """As many are pinned as can be."""

    sentence = lazy("Three announcements are pinned already. Take one of them down first.")


class GroupNotPublic(Refusal):
    """Everyone cannot read what a group says that does not show itself to everyone."""

    field = "is_public"
    sentence = lazy("This group does not show itself to everyone, so only the group can read its announcements.")


class ChangedMeanwhile(Refusal):
    """Somebody else changed the text after it was opened."""

    sentence = lazy(
        "Somebody else changed this meanwhile. Your text is still here; compare it with theirs and save again."
    )
