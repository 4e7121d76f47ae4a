"""Who may reach a member."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.contacts import operations, queries
from community.contacts.forms import ContactSettingsForm
from community.contacts.views.blueprint import blueprint
from community.i18n import _


@blueprint.route("/settings/contacts", methods=["GET", "POST"])
@guard("contacts.settings")
def settings() -> ResponseReturnValue:
    """Choose whose requests one takes, and whether mails say that something waits."""
    form = ContactSettingsForm.about(queries.get_settings(actor()))
    if form.validate_on_submit():
        operations.choose(actor=actor(), **form.choices())
        flash(_("Your choices are saved."), "success")
        return redirect(url_for("contacts.settings"), 303)
    return render_template("contacts/settings.html", form=form), 422 if form.errors else 200
