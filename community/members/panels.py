"""Panels: what features above members have to say and offer on the page of one member.

Members may not know them, so they add themselves, in the order of the features.
"""

from collections.abc import Callable
from typing import Any

from community.members.models import Profile

Shown = tuple[str, dict[str, Any]]
# Takes the profile and who is looking (None for a visitor); None where there is nothing to say to this viewer.
Panel = Callable[[Profile, Any], Shown | None]

_panels: list[Panel] = []


def profile_panel(panel: Panel) -> Panel:
    """Put a panel on the page of every member, under what they tell of themselves.

    The panel answers with a template and its context, which the template finds in the variable `panel`. The page asks
    it only for a viewer who may see the page; what more a panel shows or offers, it decides by itself.
    """
    _panels.append(panel)
    return panel


def list_panels(profile: Profile, viewer: Any) -> list[Shown]:
    """The panels of one member's page, each as its template and context."""
    return [shown for panel in _panels if (shown := panel(profile, viewer)) is not None]
