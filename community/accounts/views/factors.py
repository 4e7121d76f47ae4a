"""The pages of the second factor: why, which, setting it up, taking it away."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from community.access import guard
from community.accounts.views.blueprint import blueprint
from community.web.links import local_path


@blueprint.get("/settings/security/second-factor")
@guard("accounts.choose_factor")
def choose_factor() -> ResponseReturnValue:
    """Say why a second factor, and offer the kinds."""
    return render_template("accounts/choose_factor.html", next=local_path(request.args.get("next")))
