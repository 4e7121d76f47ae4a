"""What a profile keeps of a member, told to that member."""

from typing import Any

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.i18n import _, country_name, language_name, lazy
from community.members.kinds import help_names
from community.members.models import FIELDS, Audience, Belonging
from community.members.queries import get_profile
from community.members.wording import AUDIENCES, BELONGINGS
from community.members.wording import FIELDS as NAMES


def tell_profile(member: Member) -> list[Part]:
    """Every field of the profile, and who may see it."""
    profile = get_profile(member)
    values: dict[str, Any] = {field: getattr(profile, field) for field in FIELDS if field != "display_name"}
    values["display_name"] = member.display_name
    records = [_field(field, values[field], profile.audience(field)) for field in FIELDS]
    return [Part("profile", lazy("Your profile"), records)]


def _field(field: str, value: Any, audience: Audience) -> list[Fact]:
    return [
        Fact("field", lazy("Field"), field, NAMES[field]),
        Fact("value", lazy("What you wrote"), value, _shown(field, value) or _("nothing")),
        Fact("audience", lazy("Who may see it"), audience, AUDIENCES[audience]),
    ]


def _shown(field: str, value: Any) -> Any:
    if not value:
        return None
    if field == "languages":
        return [language_name(spoken.code) for spoken in value]
    if field == "bio":
        return [bio.text for bio in value]
    if field == "profession":
        return value.words
    if field in ("offers", "looks_for"):
        return help_names(value)
    if field == "country":
        return country_name(value)
    return BELONGINGS[Belonging(value)] if field == "belonging" else value
