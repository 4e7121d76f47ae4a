"""Cards of members: a handle, and what of the profile the viewer may see, as far as a card has room for it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from community.accounts.models import Member
from community.members.models import Profile, languages_of, open_fields, profession_of
from community.policy import Relation

_READ: dict[str, Callable[[Any], Any]] = {
    "display_name": attrgetter("display_name"),
    "picture": attrgetter("picture"),
    "profession": lambda row: profession_of(row.profession_group, row.profession_words),
    "country": attrgetter("country"),
    "languages": lambda row: languages_of(row.spoken),
    "offers": attrgetter("offers"),
    "looks_for": attrgetter("looks_for"),
}


@dataclass(frozen=True)
class Card:
    """A member as a card shows them. shown: by field, without what is empty; the name is always in it."""

    handle: str
    shown: dict[str, Any]


def select_cards(found: sa.Subquery, fellow: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """What `show_cards` needs of these members.

    found: has a `member_id` and a `position` of each, and nobody who has blocked the viewer. fellow: the condition
    that one of them shares a working group with the viewer.
    """
    place = (found.c.position, found.c.member_id, fellow.label("fellow"))
    called = (Member.handle, Member.display_name, Profile.listed, Profile.audiences)
    told = (Profile.picture, Profile.profession_group, Profile.profession_words, Profile.country, Profile.spoken)
    cards = sa.select(*place, *called, *told, Profile.offers, Profile.looks_for)
    return cards.join(Member, Member.id == found.c.member_id).join(Profile, Profile.member_id == Member.id)


def show_cards(viewer: Member, rows: Iterable[sa.Row[Any]]) -> list[Card]:
    """The cards of those who show themselves to `viewer`."""
    cards = [Card(row.handle, _shown(viewer, row)) for row in rows if row.listed]
    return [card for card in cards if "display_name" in card.shown]


def _shown(viewer: Member, row: sa.Row[Any]) -> dict[str, Any]:
    relations = {Relation.ANYONE, Relation.MEMBER}
    relations |= {Relation.FELLOW} if row.fellow else set()
    relations |= {Relation.SELF} if row.member_id == viewer.id else set()
    seen = {field: _READ[field](row) for field in open_fields(row.audiences, relations, _READ)}
    return {field: value for field, value in seen.items() if value}
