"""How audiences, fields and ways of belonging are called on pages."""

from community.i18n import Words, lazy
from community.members.models import Audience, Belonging

AUDIENCES: dict[Audience, Words] = {
    Audience.ONLY_ME: lazy("Only me"),
    Audience.GROUPS: lazy("My working groups"),
    Audience.MEMBERS: lazy("Members"),
    Audience.EVERYONE: lazy("Everyone"),
}

BELONGINGS: dict[Belonging, Words] = {
    Belonging.DEFECTOR_COMMUNITY: lazy("Member of the defector community"),
    Belonging.ACTIVIST: lazy("Activist"),
    Belonging.RESEARCHER: lazy("Researcher"),
    Belonging.STUDENT: lazy("Student"),
    Belonging.PROFESSIONAL: lazy("Professional"),
    Belonging.ALLY: lazy("Ally"),
}

FIELDS: dict[str, Words] = {
    "display_name": lazy("Display name"),
    "picture": lazy("Picture"),
    "pronouns": lazy("Pronouns"),
    "bio": lazy("About me"),
    "profession": lazy("Profession"),
    "skills": lazy("What I can do"),
    "offers": lazy("What I offer"),
    "looks_for": lazy("What I look for"),
    "languages": lazy("Languages"),
    "country": lazy("Country"),
    "city": lazy("City"),
    "affiliations": lazy("Affiliations"),
    "links": lazy("Links"),
    "belonging": lazy("How I belong"),
}
