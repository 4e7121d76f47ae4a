"""Every component of the site on one page, for those who build it."""

from datetime import date, timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from community.access import guard
from community.declaration.texts import text
from community.forms import BaseForm, Choice, Choices, Flag, LongText, Password, Text, length, required
from community.i18n import _, current_language, lazy

blueprint = Blueprint("styleguide", __name__)

_SAMPLE_GROWTH = [(date(2026, 1, 1) + timedelta(weeks=week), 40 * week + week**2) for week in range(40)]


class SampleForm(BaseForm):
    """One field of each kind."""

    text = Text(lazy("Text"), [required(), length(2, 60)], description=lazy("A hint says what helps."))
    longtext = LongText(lazy("Long text"), [length(0, 500)])
    password = Password(lazy("Password"))
    choice = Choice(lazy("One of several"), choices=lambda: [("me", _("Only me")), ("members", _("Members"))])
    choices = Choices(lazy("Any of several"), choices=lambda: [("1", _("The first")), ("2", _("The second"))])
    flag = Flag(lazy("Yes or no"))


@blueprint.route("/styleguide", methods=["GET", "POST"])
@guard("styleguide.index")
def index() -> ResponseReturnValue:
    """The components; sending the sample form shows what errors look like."""
    form = SampleForm()
    form.validate_on_submit()
    page = render_template(
        "home/styleguide.html", form=form, text=text(current_language()), sample_growth=_SAMPLE_GROWTH
    )
    return page, 422 if form.errors else 200
