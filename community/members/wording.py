"""How audiences, fields and what stands in them are called on pages."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from community.i18n import Words, country_name, current_language, language_name, lazy
from community.members.kinds import help_names
from community.members.models import Audience, Belonging, Bio, Profession, Spoken

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

# The major groups of ISCO-08, the armed forces last. Wherever a profession is shown, it is called so.
PROFESSIONS: dict[str, Words] = {
    "1": lazy("Managers"),
    "2": lazy("Professionals"),
    "3": lazy("Technicians and associate professionals"),
    "4": lazy("Clerical support workers"),
    "5": lazy("Services and sales workers"),
    "6": lazy("Skilled agricultural, forestry and fishery workers"),
    "7": lazy("Craft and related trades workers"),
    "8": lazy("Plant and machine operators and assemblers"),
    "9": lazy("Elementary occupations"),
    "0": lazy("Armed forces occupations"),
}
# For whoever has to find their own group among them.
EXAMPLES: dict[str, Words] = {
    "1": lazy("heads of organizations, officials"),
    "2": lazy("science, health, teaching, law, culture, software"),
    "3": lazy("technicians, nursing and legal assistants"),
    "4": lazy("office work, secretaries, post"),
    "5": lazy("care, cooking, hairdressing, shops"),
    "6": lazy("farming, forestry, fishing"),
    "7": lazy("building, metal, electrics, food, clothing"),
    "8": lazy("driving, machines, assembly"),
    "9": lazy("cleaning, carrying, helping"),
}

# How well somebody speaks a language, the best first; "" is spoken, and nothing more is said.
LEVELS: dict[str, Words] = {
    "first": lazy("First language"),
    "fluent": lazy("Fluent"),
    "good": lazy("Conversational"),
    "basic": lazy("Basic"),
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


def profession_choices() -> list[tuple[str, str]]:
    """Code and name of each major group, with examples."""
    return list(_profession_choices(current_language()))


@cache
def _profession_choices(_language: str) -> tuple[tuple[str, str], ...]:
    # Forms ask for them several times while they are checked.
    return tuple(
        (code, f"{words} ({EXAMPLES[code]})" if code in EXAMPLES else str(words)) for code, words in PROFESSIONS.items()
    )


def profession(said: Profession) -> str:
    """A profession: the member's own words first, then the group."""
    group = PROFESSIONS.get(said.group)
    return " · ".join(str(words) for words in (said.words, group) if words)


def spoken(one: Spoken) -> str:
    """A language and, where it is said, how well it is spoken."""
    level = LEVELS.get(one.level)
    return f"{language_name(one.code)} ({level})" if level else language_name(one.code)


def spoken_languages(said: list[Spoken]) -> str:
    """The languages that somebody speaks."""
    return ", ".join(map(spoken, said))


@dataclass(frozen=True, slots=True)
class CardWords:
    """What stands on a card below the name; "" for what is not said."""

    profession: str
    country: str
    languages: str
    offers: list[str]


def card_words(shown: dict[str, Any]) -> CardWords:
    """A card in the reader's words. shown: the fields that the viewer may see."""
    return CardWords(
        profession(shown["profession"]) if "profession" in shown else "",
        country_name(shown["country"]) if "country" in shown else "",
        spoken_languages(shown["languages"]) if "languages" in shown else "",
        help_names(shown["offers"]) if "offers" in shown else [],
    )


def in_reading_order(bios: list[Bio]) -> list[Bio]:
    """What somebody tells in several languages, the reader's own first."""
    return sorted(bios, key=lambda bio: bio.language != current_language())
