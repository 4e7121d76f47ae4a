"""The forms of a coordinator's desk: looking through the roster, notes, rosters as files, many requests at once."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import wtforms
from werkzeug.datastructures import MultiDict
from wtforms.validators import StopValidation

from community.forms import BaseForm, Choice, Choices, Flag, Hidden, LongText, Text, length, required
from community.groups.desk_wording import ROSTER_COLUMNS, ROSTER_ORDERS
from community.groups.models import NOTE_LENGTH, REASON_LENGTH, RosterColumn
from community.groups.queries import RosterOrder, RosterWish
from community.groups.wording import ROLES
from community.i18n import SPOKEN_LANGUAGES, Words, _, language_name, lazy
from community.members.wording import PROFESSIONS

LONGEST_SEARCH = 200


def _any(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", _("Any")), *choices]


def _languages() -> list[tuple[str, str]]:
    return _any(sorted(((code, language_name(code)) for code in SPOKEN_LANGUAGES), key=lambda choice: choice[1]))


def _search(description: Words) -> Text:
    return Text(
        lazy("Search for"),
        [length(0, LONGEST_SEARCH)],
        description=description,
        render_kw={"type": "search", "autocomplete": "off", "maxlength": LONGEST_SEARCH, "enterkeyhint": "search"},
    )


class Day(Text):
    """A day, or nothing."""

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what is no day."""
        super().pre_validate(form)
        if self.data and self.day is None:
            raise StopValidation(_("Write the day as in 2026-03-21."))

    @property
    def day(self) -> date | None:
        """The day that was entered."""
        try:
            return date.fromisoformat(self.data or "")
        except ValueError:
            return None


class NameForm(BaseForm):
    """Looking for somebody on a roster by the name that they show.

    It changes nothing, so that it stands in the address; what cannot be asked counts as left empty.
    """

    words = _search(lazy("A name, or the beginning of one. Who shows you no name is not found by it."))

    def __init__(self, asked: MultiDict[str, str]) -> None:
        super().__init__(formdata=asked)
        if not self.validate():
            for name in self.errors:
                self[name].data, self[name].errors = "", ()

    def wish(self) -> RosterWish:
        """Whom the form asks for."""
        return RosterWish(words=self.words.data or "", by_handle=False)

    def chosen(self) -> Iterator[tuple[str, str]]:
        """Whatever is asked for: the name of the field, and what was chosen in words."""
        for field in self:
            if field.data and field.short_name != "order":
                yield field.short_name, _told(field)


def _told(field: wtforms.Field) -> str:
    if isinstance(field, Flag):
        return str(field.label.text)
    if isinstance(field, Choice):
        return f"{field.label.text}: {dict(field.choices)[field.data]}"
    return f"{field.label.text}: {field.data}" if isinstance(field, Day) else f"“{field.data}”"


class RosterForm(NameForm):
    """The same for coordinators, by all that the rows of the roster and the people themselves show to them."""

    words = _search(lazy("A handle, or a name that is shown to you."))
    role = Choice(lazy("Role"), choices=lambda: _any([(role.value, str(words)) for role, words in ROLES.items()]))
    since = Day(lazy("In the group since this day or later"), render_kw={"type": "date"})
    before = Day(lazy("In the group since before this day"), render_kw={"type": "date"})
    language = Choice(lazy("Speaks"), choices=_languages)
    profession = Choice(
        lazy("Profession"), choices=lambda: _any([(code, str(words)) for code, words in PROFESSIONS.items()])
    )
    newcomers = Flag(lazy("Only newcomers"))
    noted = Flag(lazy("Only those with a note"))
    order = Choice(
        lazy("Order"),
        choices=lambda: [(order.value, str(words)) for order, words in ROSTER_ORDERS.items()],
        default=RosterOrder.ROLE.value,
    )

    def wish(self) -> RosterWish:
        """Whom the form asks for."""
        asked: dict[str, Any] = {name: self[name].data or "" for name in ("words", "role", "language", "profession")}
        return RosterWish(
            **asked,
            since=self.since.day,
            before=self.before.day,
            newcomers=bool(self.newcomers.data),
            noted=bool(self.noted.data),
            order=RosterOrder(self.order.data or RosterOrder.ROLE),
        )


class NoteForm(BaseForm):
    """A note about somebody in the group."""

    text = LongText(
        lazy("Note"),
        [length(0, NOTE_LENGTH)],
        description=lazy(
            "Only coordinators of this group see it here, and the person can read it in their data. Leave it empty to "
            "destroy the note."
        ),
        render_kw={"rows": 6},
    )
    seen = Hidden()


class AskForRosterForm(BaseForm):
    """Which columns the file is to have, and what for."""

    columns = Choices(
        lazy("What is to stand beside the handles"),
        choices=lambda: [(column.value, str(words)) for column, words in ROSTER_COLUMNS.items()],
        description=lazy("Of each person only what they show to members of their groups. Addresses never stand in it."),
    )
    reason = LongText(
        lazy("Reason"),
        [required(lazy("Write what the file is for: a second person decides by it.")), length(10, 500)],
        description=lazy("The second person reads it before they decide, and everybody in the group can read it."),
    )

    def wishes(self) -> dict[str, Any]:
        """What was filled in, as the operation takes it."""
        return {"columns": [RosterColumn(name) for name in self.columns.data or ()], "reason": self.reason.data}


class ChosenForm(BaseForm):
    """What is decided about several requests at once."""

    reason = LongText(
        lazy("Reason for declining"),
        [length(0, REASON_LENGTH)],
        description=lazy("Everybody whom you decline now will read it. You can leave it empty."),
    )
