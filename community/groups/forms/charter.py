"""The forms of a charter and of the state of a group."""

from typing import Any

import wtforms

from community.forms import BaseForm, Flag, Hidden, HiddenNumber, LongText, Text, length, prose
from community.groups.models import CHARTER_LENGTH, REASON_LENGTH, SUMMARY_LENGTH, CharterVersion, Group
from community.i18n import LANGUAGES, _, lazy


class CharterForm(BaseForm):
    """A new version of the charter."""

    text_en = LongText(
        lazy("Charter in English"),
        [length(0, CHARTER_LENGTH)],
        description=lazy("Lines that begin with # are headings, with - list items; **words** are strong."),
        render_kw={"rows": 16, "lang": "en"},
    )
    text_ko = LongText(lazy("Charter in Korean"), [length(0, CHARTER_LENGTH)], render_kw={"rows": 16, "lang": "ko"})
    summary = Text(
        lazy("What you changed"),
        [length(0, SUMMARY_LENGTH), prose()],
        description=lazy("A few words for the list of versions. You can leave it empty."),
    )
    is_public = Flag(
        lazy("The charter is public"),
        description=lazy("Whoever may know of the group reads it. Earlier versions stay with the group."),
    )
    began_with = HiddenNumber()

    @classmethod
    def about(cls, group: Group, charter: CharterVersion | None) -> "CharterForm":
        """The form filled in with the charter as it stands."""
        said: dict[str, Any] = {f"text_{code}": charter.text(code) if charter else "" for code in LANGUAGES}
        said |= {"is_public": group.charter_is_public, "began_with": str(charter.number if charter else 0)}
        return cls(data=said)

    def charter(self) -> dict[str, Any]:
        """What `save_charter` takes."""
        return {
            "texts": {code: self[f"text_{code}"].data for code in LANGUAGES},
            "summary": self.summary.data,
            "is_public": self.is_public.data,
            "began_with": self.began_with.number,
        }

    def begin_with(self, number: int) -> None:
        """Let what was typed follow this version, once the author is shown it."""
        self.began_with.data = str(number)


class StateForm(BaseForm):
    """Pausing, resuming, archiving or reopening a group; why, where it is laid to rest."""

    reason = LongText(
        lazy("Reason"),
        [length(0, REASON_LENGTH)],
        description=lazy("Whoever is in the group reads it on its pages, and so do moderators. Name nobody."),
    )
    # What the page offered: a page that has become stale does not do the opposite.
    move = Hidden()

    reason_needed = False

    @classmethod
    def to(cls, move: str, *, reason_needed: bool) -> "StateForm":
        """The form that offers this. reason_needed: whether somebody from outside the group does it."""
        form = cls(data={"move": move})
        form.reason_needed = reason_needed
        if move in ("resume", "reopen"):
            del form.reason
        return form

    def reasons(self) -> dict[str, str]:
        """What the operation takes besides the group."""
        return {"reason": self.reason.data} if "reason" in self else {}

    def validate_reason(self, field: wtforms.Field) -> None:
        """Whoever is not in the group says why."""
        if self.reason_needed and not field.data:
            raise wtforms.ValidationError(_("Write the reason: the group has a right to know it."))
