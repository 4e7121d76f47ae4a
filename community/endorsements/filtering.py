"""What the public list can be narrowed to. It changes nothing, so that it stands in the address."""

from collections.abc import Iterator
from typing import Any

from werkzeug.datastructures import MultiDict

from community.declaration.texts import COMMITMENTS
from community.endorsements.queries import Filters
from community.forms import BaseForm, Choice
from community.i18n import LANGUAGE_NAMES, _, country_choices, lazy
from community.members.wording import PROFESSIONS


def _any(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", _("Any")), *choices]


class FilterForm(BaseForm):
    """A choice among those who show their name.

    Every country can be chosen, not only those where somebody is: the choices must not tell of those who are only
    counted. What cannot be chosen is taken as if it had been left empty.
    """

    commitment = Choice(
        lazy("Commitment"),
        choices=lambda: _any([(str(number), _("Commitment %(number)d", number=number)) for number in COMMITMENTS]),
    )
    country = Choice(lazy("Country"), choices=lambda: _any(country_choices()))
    profession = Choice(
        lazy("Profession"), choices=lambda: _any([(code, str(words)) for code, words in PROFESSIONS.items()])
    )
    # Not "language": in an address of this site that is the language of the page.
    said_in = Choice(lazy("Language"), choices=lambda: _any(list(LANGUAGE_NAMES.items())))

    def __init__(self, asked: MultiDict[str, str]) -> None:
        super().__init__(formdata=asked)
        if not self.validate():
            for name in self.errors:
                self[name].data, self[name].errors = "", ()

    def filters(self) -> Filters:
        """What is chosen."""
        return Filters(
            commitment=int(self.commitment.data) if self.commitment.data else None,
            country=self.country.data or None,
            profession=self.profession.data or None,
            language=self.said_in.data or None,
        )

    def asked(self) -> dict[str, Any]:
        """What is chosen, as it stands in an address."""
        return {field.short_name: field.data for field in self if field.data}

    def chosen(self) -> Iterator[tuple[str, str]]:
        """Whatever is chosen: the name of the field, and what was chosen in words."""
        for field in self:
            if field.data:
                words = dict(field.choices)[field.data]
                yield field.short_name, words if field is self.commitment else f"{field.label.text}: {words}"
