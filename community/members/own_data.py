"""What a profile keeps of a member, told to that member."""

from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from typing import Any

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.i18n import _, country_name, language_name, lazy
from community.members.kinds import help_names
from community.members.models import FIELDS, Audience, Belonging, Bio
from community.members.queries import find_own_picture, get_profile, list_retired
from community.members.wording import AUDIENCES, BELONGINGS, profession, spoken
from community.members.wording import FIELDS as NAMES

# Lies beside the page that tells of it.
_PICTURE = "picture.webp"


def tell_profile(member: Member) -> list[Part]:
    """Every field of the profile, and who may see it."""
    profile = get_profile(member)
    values: dict[str, Any] = {field: getattr(profile, field) for field in FIELDS if field != "display_name"}
    values["display_name"] = member.display_name
    picture = find_own_picture(member)
    values["picture"] = _PICTURE if picture else ""
    records = [_field(field, values[field], profile.audience(field)) for field in FIELDS]
    return [Part("profile", lazy("Your profile"), records, {_PICTURE: picture.in_large()} if picture else {})]


def tell_handles(member: Member) -> list[Part]:
    """Until when the handles that the member gave up rest; which they were is not kept."""
    records = [[Fact("free_on", lazy("Free for others on"), moment.date())] for moment in list_retired(member)]
    return [Part("earlier-handles", lazy("Handles that you gave up"), records)]


def _field(field: str, value: Any, audience: Audience) -> list[Fact]:
    return [
        Fact("field", lazy("Field"), field, NAMES[field]),
        Fact("value", lazy("What you wrote"), _plain(value), _shown(field, value) or _("nothing")),
        Fact("audience", lazy("Who may see it"), audience, AUDIENCES[audience]),
    ]


_IN_WORDS: dict[str, Callable[[Any], Any]] = {
    "languages": lambda languages: [spoken(one) for one in languages],
    "bio": lambda bios: [_in_its_language(bio) for bio in bios],
    "profession": profession,
    "offers": help_names,
    "looks_for": help_names,
    "country": country_name,
    "belonging": lambda belonging: BELONGINGS[Belonging(belonging)],
}


def _shown(field: str, value: Any) -> Any:
    return _IN_WORDS[field](value) if value and field in _IN_WORDS else value


def _in_its_language(bio: Bio) -> str:
    return f"{language_name(bio.language)}: {bio.text}" if bio.language else bio.text


def _plain(value: Any) -> Any:
    """What machines read: the parts of a value by their names."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
