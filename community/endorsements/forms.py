"""The form of endorsing."""

from typing import Any

from wtforms.validators import StopValidation, ValidationError

from community.accounts.models import Member
from community.declaration.texts import COMMITMENTS, text
from community.endorsements.models import Endorsement, Shown
from community.endorsements.queries import Pledges
from community.forms import BaseForm, Choice, Choices, EmailAddress, LongText, RadioChoice, Text, length, plain, prose
from community.i18n import _, country_choices, current_language, lazy
from community.members.wording import profession_choices
from community.public_forms import PublicForm

PLEDGE_LENGTH = 280
WAYS = {
    Shown.NAMED: lazy("With a name of my choice, for everyone to see"),
    Shown.COUNTED: lazy("Only counted, without a name"),
}


class _Ways(RadioChoice):
    """How to be shown: nothing is chosen beforehand, so that nobody is shown, or hidden, by oversight."""

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            raise StopValidation(_("Choose whether to be shown with a name or only counted."))
        super().pre_validate(form)


class _Pledge(LongText):
    """What somebody will do. Most are left empty, and of those nothing is asked."""

    def validate(self, form: BaseForm, extra_validators: Any = ()) -> bool:
        return not self.data or super().validate(form, extra_validators)


def _pledge() -> _Pledge:
    return _Pledge(
        lazy("What I will do"),
        [length(0, PLEDGE_LENGTH), prose()],
        description=lazy("One or two sentences. It is shown beside your name, or not at all."),
        render_kw={"rows": 3},
    )


class EndorsementForm(PublicForm):
    """Endorsing the declaration, or changing how one did."""

    kind = "endorse"

    commitments = Choices(
        lazy("Commitments that you take on"),
        description=lazy("The declaration as a whole is included. Tick the commitments you take on yourself."),
        choices=lambda: [(str(number), text(current_language()).commitment(number)) for number in COMMITMENTS],
    )
    pledge_1, pledge_2, pledge_3, pledge_4 = _pledge(), _pledge(), _pledge(), _pledge()
    pledge_5, pledge_6, pledge_7 = _pledge(), _pledge(), _pledge()
    profession = Choice(
        lazy("Your profession"),
        choices=lambda: [("", _("I prefer not to say")), *profession_choices()],
        default="",
        description=lazy("Kept with this commitment only: for the counts, and beside your name if you show one."),
    )
    shown = _Ways(
        lazy("How to show you"),
        choices=lambda: [(shown.value, str(words)) for shown, words in WAYS.items()],
    )
    name = Text(
        lazy("Name"),
        [length(0, 80), plain()],
        description=lazy(
            "A pen name is as good. Shown only if you chose so above; otherwise we keep no more than a scrambled mark "
            "of it, which tells you apart from somebody who shares your address."
        ),
        render_kw={"autocomplete": "name"},
    )
    affiliation = Text(
        lazy("Organization or profession"),
        [length(0, 120), plain()],
        description=lazy("Shown beside your name."),
        render_kw={"autocomplete": "organization"},
    )
    country = Choice(
        lazy("Country where you live"),
        choices=lambda: [("", _("I prefer not to say")), *country_choices()],
        default="",
        render_kw={"autocomplete": "country"},
    )
    email = EmailAddress(
        lazy("E-mail address"), description=lazy("We send one mail with a button to confirm. Nobody else ever sees it.")
    )

    def __init__(self, *, member: Member | None, filled: dict[str, Any], **options: Any) -> None:
        """member: the one who endorses, who is not asked for an address; filled: what stands in the fields at first."""
        super().__init__(data=filled, **options)
        for number in COMMITMENTS:
            label = self.pledge(number).label
            label.text = _("What I will do for commitment %(number)d", number=number)
        if member is not None:
            del self.email
            self.trust()

    def restore(self, sentence: str) -> None:
        """Show once more what was typed and could not be taken, with a sentence that says why; nothing is checked."""
        if "opened" in self:
            self._open_anew()
        self.form_errors.append(sentence)

    def pledge(self, number: int | str) -> LongText:
        """The field for the pledge on one commitment."""
        field: LongText = self[f"pledge_{number}"]
        return field

    def validate_name(self, field: Text) -> None:
        """A name is needed to be shown with one."""
        if self.shown.data == Shown.NAMED.value and not field.data:
            raise ValidationError(_("Write the name to show, or choose to be counted only."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field; a pledge belongs to a commitment that is ticked."""
        valid: bool = super().validate(extra_validators)
        for number in COMMITMENTS:
            field = self.pledge(number)
            if field.data and str(number) not in (self.commitments.data or []):
                field.errors = [*field.errors, _("Tick this commitment too, or empty this field.")]
                valid = False
        return valid

    def answers(self) -> dict[str, Any]:
        """What was filled in, as the operations take it; without the address."""
        return {
            "commitments": {int(number): self.pledge(number).data or None for number in self.commitments.data or []},
            "shown": Shown(self.shown.data),
            "name": self.name.data or None,
            "country": self.country.data or None,
            "affiliation": self.affiliation.data or None,
            "profession_group": self.profession.data or None if "1" in (self.commitments.data or []) else None,
        }


def fill_from(endorsement: Endorsement, commitments: Pledges) -> dict[str, Any]:
    """What stands in the form for somebody who changes an endorsement."""
    pledges = {f"pledge_{number}": pledge for number, pledge in commitments.items()}
    return {
        "commitments": [str(number) for number in commitments],
        "shown": endorsement.shown.value,
        "name": endorsement.name,
        "country": endorsement.country or "",
        "affiliation": endorsement.affiliation,
        "profession": endorsement.profession_group or "",
        **pledges,
    }
