"""The form that takes back what one member brought into groups."""

import wtforms

from community.forms import BaseForm, Flag, Hidden, LongText, length, required
from community.i18n import _, lazy


def _ticked(form: BaseForm, field: wtforms.Field) -> None:
    if not field.data:
        raise wtforms.ValidationError(_("Tick the box to show that you have looked at the list."))


def _count(form: BaseForm, field: wtforms.Field) -> None:
    if not (field.data or "").isdecimal() or len(field.data) > 4:
        raise wtforms.ValidationError(_("Something has changed since you looked. Look again."))


class UndoForm(BaseForm):
    """Why, and that it is meant. expected: how many would go, as it was shown."""

    reason = LongText(
        lazy("Reason"),
        [required(lazy("Say why. Everybody who is removed reads it.")), length(5, 500)],
        description=lazy("Everybody who is removed reads it. Name nobody."),
    )
    sure = Flag(lazy("I have looked at everybody in the list"), [_ticked])
    expected = Hidden(validators=[_count])
