"""Panels: what features above groups show of their work on a group's page, in the order of the features."""

from collections.abc import Callable
from typing import Any

from community.groups.models import Group

Shown = tuple[str, dict[str, Any]]
# Takes the group and who is looking (None for a visitor); asks itself what that person may see.
Panel = Callable[[Group, Any], Shown | None]

_panels: list[Panel] = []


def group_panel(panel: Panel) -> Panel:
    """Put a panel on the page of every group.

    The panel answers with a template and its context, which the template finds in the variable `panel` beside `group`;
    or with None where there is nothing to show.
    """
    _panels.append(panel)
    return panel


def list_panels(group: Group, viewer: Any) -> list[Shown]:
    """The panels of one group's page, each as its template and context."""
    return [shown for panel in _panels if (shown := panel(group, viewer)) is not None]
