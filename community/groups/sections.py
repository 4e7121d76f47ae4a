"""The pages that each group has, in the order of its menu. Features above groups add theirs.

A page is shown to those who may open it; those of coordinators stand in a menu of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass

from community.groups.models import Group
from community.i18n import Words


def _everywhere(group: Group) -> bool:
    return True


@dataclass(frozen=True)
class Section:
    """One page. place: where it stands, from low to high. running: whether it is for running the group.

    is_there: whether the group has it, where not all have; who may open it is asked besides.
    """

    endpoint: str
    words: Words
    place: int
    running: bool = False
    is_there: Callable[[Group], bool] = _everywhere


_sections: list[Section] = []


def add_section(section: Section) -> None:
    """Put a page into the menu of every group."""
    _sections.append(section)


def list_sections(*, running: bool) -> list[Section]:
    """The pages of the one menu or the other."""
    return sorted((one for one in _sections if one.running is running), key=lambda one: one.place)
