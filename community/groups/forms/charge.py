"""The forms by which a coordinator says who runs the group after them."""

from community.forms import BaseForm, RadioChoice, Text, length, required
from community.i18n import lazy


class PersonForm(BaseForm):
    """A member of the group, by their handle."""

    handle = Text(
        lazy("Handle"),
        [required(lazy("Enter the handle of somebody in this group.")), length(0, 60)],
        description=lazy("As it stands on the list of members, such as @river-1."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class SuccessionForm(BaseForm):
    """Whether somebody would follow."""

    answer = RadioChoice(
        lazy("Your answer"),
        choices=lambda: [
            ("yes", str(lazy("Yes, I would take over"))),
            ("no", str(lazy("No"))),
        ],
    )
