"""The pages of one's own data: a copy of it, and its end."""

import base64

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from community.access import actor, guard
from community.accounts import operations, queries
from community.accounts.sessions import current_device, leave
from community.accounts.views.blueprint import attempts, blueprint
from community.i18n import _
from community.refusals import Refusal


@blueprint.get("/settings/data")
@guard("accounts.data")
def data() -> ResponseReturnValue:
    """A copy of everything that is kept, and what happens when the account is deleted."""
    return _page()


@blueprint.post("/settings/data/copy")
@attempts
@guard("accounts.ask_data")
def ask_data() -> ResponseReturnValue:
    """Have a copy made of everything that is kept."""
    operations.ask_for_copy(actor=actor(), device=current_device())
    flash(_("Your copy is being made. A mail tells you when it is ready."), "success")
    return redirect(url_for("accounts.data"), 303)


@blueprint.get("/settings/data/download")
@guard("accounts.download_data")
def download_data() -> ResponseReturnValue:
    """The archive, while there is one."""
    copy = queries.find_copy(actor())
    if copy is None or not copy.is_open:
        return redirect(url_for("accounts.data"), 303)
    response = Response(base64.b64decode(copy.archive), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename="my-data.zip")
    return response


@blueprint.post("/settings/data/close")
@attempts
@guard("accounts.close")
def close() -> ResponseReturnValue:
    """Delete the account, in seven days or at once."""
    at_once = request.form.get("when") == "now"
    try:
        operations.close(actor=actor(), device=current_device(), at_once=at_once)
    except Refusal as refusal:
        return _page(str(refusal)), 422
    leave(without_trace=True)
    operations.delete_closed()
    return redirect(url_for("accounts.closed", when="now" if at_once else "later"), 303)


@blueprint.get("/goodbye")
@guard("accounts.closed")
def closed() -> ResponseReturnValue:
    """Say what has happened to the account."""
    return render_template("accounts/closed.html", at_once=request.args.get("when") == "now")


@blueprint.route("/closing/cancel/<token>", methods=["GET", "POST"])
@guard("accounts.cancel_closing")
def cancel_closing(token: str) -> ResponseReturnValue:
    """The page behind the mailed link that keeps the account, with its one button."""
    link = operations.find_cancelling(token)
    if request.method == "POST":
        operations.cancel_closing(token=token, device=current_device())
        flash(_("Your account stays. Log in as before."), "success")
        return redirect(url_for("home.index"), 303)
    return render_template("accounts/cancel_closing.html", member=link.member)


def _page(problem: str = "") -> str:
    return render_template("accounts/data.html", copy=queries.find_copy(actor()), problem=problem)
