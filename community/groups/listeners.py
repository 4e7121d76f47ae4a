"""What groups tell the features below them: who shares a group with whom, and which groups serve a commitment."""

from typing import Any

from community.declaration.panels import Shown, commitment_panel
from community.groups import wording
from community.groups.queries import find_fellows, list_groups
from community.members import fellowship

fellowship.register(find_fellows)

SHOWN = 6


@commitment_panel
def show_groups(number: int, viewer: Any, after: str | None) -> Shown:
    """On a commitment's page: the groups that serve it and that the viewer may know of."""
    groups = list_groups(viewer, number).items[:SHOWN]
    return "groups/_serving.html", {"number": number, "groups": groups, "wording": wording}
