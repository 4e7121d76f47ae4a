"""Who may see what of a profile: its fields, and the audience that each is for."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache

from community.policy import Relation


class Audience(StrEnum):
    """Who may see a field, from the fewest to the most."""

    ONLY_ME = "only_me"
    GROUPS = "groups"
    MEMBERS = "members"
    EVERYONE = "everyone"


FIELDS = (
    "display_name",
    "picture",
    "pronouns",
    "bio",
    "profession",
    "skills",
    "offers",
    "looks_for",
    "languages",
    "country",
    "city",
    "affiliations",
    "links",
    "belonging",
)
# A new field is seen by nobody until its owner opens it; only the name that was chosen to be seen starts open.
FIRST_AUDIENCES = {"display_name": Audience.MEMBERS}

_REACH = {
    Relation.SELF: set(Audience),
    Relation.FELLOW: {Audience.GROUPS, Audience.MEMBERS, Audience.EVERYONE},
    Relation.MEMBER: {Audience.MEMBERS, Audience.EVERYONE},
    Relation.ANYONE: {Audience.EVERYONE},
}
_BY_WORD = {audience.value: audience for audience in Audience}


def audience_of(chosen: Mapping[str, str], field: str) -> Audience:
    """Who may see a field; only its owner, where nothing else was chosen. chosen: the words for what was."""
    return _BY_WORD[chosen.get(field) or FIRST_AUDIENCES.get(field, Audience.ONLY_ME)]


def open_fields(chosen: Mapping[str, str], relations: set[Relation], fields: Iterable[str]) -> list[str]:
    """Those of these fields that somebody with these relations to the owner may see. Every surface asks here."""
    reach = _reach(frozenset(relations))
    return [field for field in fields if audience_of(chosen, field) in reach]


@lru_cache(maxsize=64)
def _reach(relations: frozenset[Relation]) -> frozenset[Audience]:
    """The audiences to which somebody with these relations belongs."""
    if Relation.BLOCKED in relations:
        relations = frozenset({Relation.ANYONE})
    return frozenset().union(*(_REACH.get(relation, set()) for relation in relations))


_BY_INITIAL = {audience.value[0]: audience for audience in Audience}


def read_openness(word: str) -> dict[str, Audience]:
    """Who might see each field, from what `Profile.openness` once gave; nothing where it is no such word."""
    if len(word) != len(FIELDS) or not set(word) <= set(_BY_INITIAL):
        return {}
    return {field: _BY_INITIAL[initial] for field, initial in zip(FIELDS, word, strict=True)}
