"""The card of a group in a list. It tells every reader of a language the same, so that it is written once."""

from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from community.groups import wording
from community.groups.models import Group, GroupState, JoinPolicy, Visibility
from community.i18n import current_language
from community.web.fragments import write_fragment

KEPT = 512


class _Told(NamedTuple):
    """What a card tells of a group to readers of a language."""

    slug: str
    name: str
    name_language: str
    purpose: str
    purpose_language: str
    member_count: int
    join_policy: JoinPolicy
    state: GroupState
    visibility: Visibility


def group_card(group: Group, level: int = 3, more: str = "") -> Markup:
    """A group in a list, with its purpose cut short.

    group: with its number of members. level: of its heading. more: what the card has besides, for whoever is looking.
    """
    here = current_language()
    texts = (group.name(here), group.language_of("name", here), group.purpose(here), group.language_of("purpose", here))
    told = _Told(group.slug, *texts, group.member_count, group.join_policy, group.state, group.visibility)
    # Only what everybody may read stays in the memory of the process.
    keeps = group.visibility is Visibility.PUBLIC and not more
    return _write_once(here, told, level) if keeps else _write(here, told, level, more)


def _write(language: str, told: _Told, level: int, more: str = "") -> Markup:
    return write_fragment("groups/_card.html", here=language, group=told, level=level, more=more, wording=wording)


_write_once = lru_cache(maxsize=KEPT)(_write)
