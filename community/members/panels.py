"""Panels: what features above members have to say and offer on the page of one member.

Members may not know them, so they add themselves, and say where they want to stand.
"""

from collections.abc import Callable
from typing import Any

from community.members.models import Profile

Shown = tuple[str, dict[str, Any]]
# Takes the profile and who is looking (None for a visitor); None where there is nothing to say to this viewer.
Panel = Callable[[Profile, Any], Shown | None]

_panels: list[tuple[int, Panel]] = []


def profile_panel(place: int) -> Callable[[Panel], Panel]:
    """Put a panel on the page of every member, under what they tell of themselves.

    place: panels stand in ascending order of it. The panel answers with a template and its context, which the template
    finds in the variable `panel`. The page asks it only for a viewer who may see the page; what more a panel shows or
    offers, it decides by itself.
    """

    def decorate(panel: Panel) -> Panel:
        _panels.append((place, panel))
        _panels.sort(key=lambda placed: placed[0])
        return panel

    return decorate


def list_panels(profile: Profile, viewer: Any) -> list[Shown]:
    """The panels of one member's page, each as its template and context."""
    return [shown for _place, panel in _panels if (shown := panel(profile, viewer)) is not None]
