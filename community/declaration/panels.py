"""Panels: what features above the declaration have to say about one commitment, on that commitment's page.

The declaration may not know them, so they add themselves, in the order of the features.
"""

from collections.abc import Callable
from typing import Any

Shown = tuple[str, dict[str, Any]]
# Takes the commitment's number, who is looking (None for a visitor) and the cursor `?after=` of the page.
Panel = Callable[[int, Any, str | None], Shown]

_panels: list[Panel] = []


def commitment_panel(panel: Panel) -> Panel:
    """Put a panel on the page of every commitment.

    The panel answers with a template and its context, which the template finds in the variable `panel`.
    """
    _panels.append(panel)
    return panel


def list_panels(number: int, viewer: Any, after: str | None) -> list[Shown]:
    """The panels of one commitment's page, each as its template and context."""
    return [panel(number, viewer, after) for panel in _panels]
