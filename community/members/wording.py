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

# The major groups of ISCO-08, as people would say them.
PROFESSIONS: dict[str, Words] = {
    "1": lazy("Managers, officials, heads of organizations"),
    "2": lazy("Professionals: science, engineering, health, teaching, law, culture, IT"),
    "3": lazy("Technicians and associate professionals"),
    "4": lazy("Office and clerical work"),
    "5": lazy("Service and sales: care, cooking, hair, shops, protection"),
    "6": lazy("Farming, forestry and fishing"),
    "7": lazy("Crafts and trades: building, metal, electrics, food, clothing"),
    "8": lazy("Machine operating, assembly, driving"),
    "9": lazy("Elementary work: cleaning, carrying, helping"),
    "0": lazy("Armed forces"),
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
