"""What can be asked of the directory, and whether one is in it."""

from collections.abc import Iterator
from typing import Any

from werkzeug.datastructures import MultiDict

from community.forms import BaseForm, Choice, Flag, Text, length
from community.i18n import SPOKEN_LANGUAGES, _, country_choices, current_language, language_name, lazy
from community.members.fellowship import Circle
from community.members.kinds import help_choices
from community.members.queries import SEARCHABLE_BELONGINGS, Wanted
from community.members.wording import BELONGINGS, PROFESSIONS

LONGEST_SEARCH = 200


def _any(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", _("Any")), *choices]


def _helps() -> list[tuple[str, str]]:
    return _any(help_choices(()))


def _languages() -> list[tuple[str, str]]:
    return _any(sorted(((code, language_name(code)) for code in SPOKEN_LANGUAGES), key=lambda choice: choice[1]))


class DirectoryForm(BaseForm):
    """A search in the directory. It changes nothing, so that it stands in the address and can be gone back to.

    What cannot be chosen, or nobody would type, is asked as if it had been left empty.
    """

    words = Text(
        lazy("Search for"),
        [length(0, LONGEST_SEARCH)],
        description=lazy("A name, a skill, a city, any word. Initial consonants such as ㄱㄴㄷ find names and skills."),
        render_kw={"type": "search", "autocomplete": "off", "maxlength": LONGEST_SEARCH, "enterkeyhint": "search"},
    )
    offers = Choice(lazy("Offers"), choices=_helps)
    looks_for = Choice(lazy("Looks for"), choices=_helps)
    profession = Choice(
        lazy("Profession"),
        choices=lambda: _any([(code, str(words)) for code, words in PROFESSIONS.items()]),
    )
    language = Choice(lazy("Speaks"), choices=_languages)
    country = Choice(lazy("Country"), choices=lambda: _any(country_choices()))
    belonging = Choice(
        lazy("How they belong"),
        choices=lambda: _any([(way.value, str(BELONGINGS[way])) for way in SEARCHABLE_BELONGINGS]),
        description=lazy("Nobody can search for members of the defector community."),
    )
    group = Choice(lazy("In my working group"), choices=[])

    def __init__(self, asked: MultiDict[str, str], circles: list[Circle]) -> None:
        super().__init__(formdata=asked)
        self.group.choices = _any([(circle.slug, circle.name(current_language())) for circle in circles])
        if not asked or not self.validate():
            # Where nothing is asked, as mostly, no choice has to be looked through.
            for name in self.errors or self.data:
                self[name].data, self[name].errors = "", ()

    def wanted(self) -> Wanted:
        """What is asked for."""
        asked: dict[str, Any] = {field.short_name: field.data or "" for field in self}
        return Wanted(**asked)

    def chosen(self) -> Iterator[tuple[str, str]]:
        """Whatever is asked for: the name of the field, and what was chosen in words."""
        for field in self:
            if field.data:
                said = dict(field.choices)[field.data] if isinstance(field, Choice) else f"“{field.data}”"
                yield field.short_name, said if field is self.words else f"{field.label.text}: {said}"


class ListingForm(BaseForm):
    """Whether one is shown in the directory."""

    listed = Flag(
        lazy("Show me in the directory of members"),
        description=lazy("Members then find you by what you have opened to them, and by nothing else."),
    )
