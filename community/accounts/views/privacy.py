"""The page where a member chooses how little is seen of them, and the quick exit."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from community.access import actor, guard, viewer
from community.accounts import operations
from community.accounts.exits import exit_page_of
from community.accounts.forms import PrivacyForm
from community.accounts.sessions import leave
from community.accounts.views.blueprint import blueprint
from community.config import Config
from community.extensions import csrf
from community.i18n import _, current_language


@blueprint.app_template_global()
def exit_url() -> str:
    """Where the quick exit leads the one who is looking."""
    config: Config = current_app.config["COMMUNITY"]
    return exit_page_of(viewer(), current_language(), config.exit_url)


@blueprint.route("/settings/privacy", methods=["GET", "POST"])
@guard("accounts.privacy")
def privacy() -> ResponseReturnValue:
    """Hide at once, be written to discreetly, choose where the quick exit leads."""
    form = PrivacyForm(obj=actor())
    if form.validate_on_submit():
        operations.choose_privacy(actor=actor(), **form.choices())
        flash(_("Your choices are saved."), "success")
        return redirect(url_for("accounts.privacy"), 303)
    return render_template("accounts/privacy.html", form=form), 422 if form.errors else 200


@blueprint.post("/exit")
@csrf.exempt
@guard("accounts.quick_exit")
def quick_exit() -> ResponseReturnValue:
    """End the session and lead away, without a script.

    A redirect would not do: after a form, browsers hold its target to the policy for forms, which allows this site
    alone. And whoever flees from a page that has been open for too long is led away too, with whatever session there
    still is.
    """
    destination = exit_url()
    try:
        csrf.protect()
    except CSRFError:
        status = 400
    else:
        leave(without_trace=True)
        status = 200
    page = render_template("accounts/quick_exit.html", destination=destination)
    return page, status, {"Refresh": f"0; url={destination}"}
