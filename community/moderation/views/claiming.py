"""The link of the first start."""

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import community.accounts.operations
from community.access import actor, guard, viewer
from community.accounts.queries import is_administrator_claimed
from community.i18n import _
from community.moderation.views.blueprint import blueprint


@blueprint.route("/claim/<token>", methods=["GET", "POST"])
@guard("moderation.claim")
def claim(token: str) -> ResponseReturnValue:
    """The link of the first start: its opener, once logged in, becomes the administrator by pressing the button."""
    _require_open_claim(token)
    if request.method != "POST":
        return render_template("moderation/claim.html", path=request.path)
    if viewer() is None:
        return redirect(url_for("accounts.login", next=request.path), 303)
    community.accounts.operations.claim_administration(actor=actor(), token=token)
    flash(_("You are the administrator of this site now."), "success")
    return redirect(url_for("moderation.index"), 303)


def _require_open_claim(token: str) -> None:
    if not secrets.compare_digest(token.encode(), community.accounts.operations.administrator_token().encode()):
        raise community.accounts.operations.LinkNotValid
    if is_administrator_claimed():
        raise community.accounts.operations.AdministratorClaimed
