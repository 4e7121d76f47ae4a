"""Every component of the site on one page, for those who build it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from community.access import guard
from community.forms import BaseForm, Choice, Choices, Flag, LongText, Password, Text, length, required
from community.i18n import _, lazy

blueprint = Blueprint("styleguide", __name__)


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
    return render_template("home/styleguide.html", form=form), 422 if form.errors else 200
