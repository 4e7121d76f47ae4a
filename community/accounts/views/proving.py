"""Proving once more who one is, before something that would help a thief most."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor_session, guard
from community.accounts import operations
from community.accounts.forms import ProofForm
from community.accounts.views.blueprint import attempts, blueprint
from community.i18n import _
from community.web.links import local_path

# What is typed as a secret is typed again; everything else travels through this page.
_NOT_CARRIED = ("csrf_token", "proof_password", "credential", "interrupted")


@blueprint.route("/prove", methods=["GET", "POST"])
@attempts
@guard("accounts.prove")
def prove() -> ResponseReturnValue:
    """Ask for the password or a passkey, then lead on to what was asked for, with the form that was sent to it."""
    form = ProofForm()
    destination = local_path(request.args.get("next")) or url_for("accounts.security")
    carried = [(name, value) for name, value in request.form.items(multi=True) if _travels(name)]
    asked = "proof_password" in request.form
    # A button that was pressed is pressed again afterwards, even where its form had nothing in it.
    interrupted = request.method == "POST" and (not asked or "interrupted" in request.form)
    if asked and form.validate_on_submit():
        session = actor_session()
        if operations.fits_password(member=session.member, password=form.proof_password.data):
            operations.mark_proved(session=session)
            # 307 sends the form that was interrupted on to where it was going.
            return redirect(destination, 307 if interrupted else 303)
        form.proof_password.errors = [_("This is not your password. Try again.")]
    page = render_template("accounts/prove.html", form=form, carried=carried, interrupted=interrupted)
    return page, 422 if form.errors else 200


def _travels(name: str) -> bool:
    return name not in _NOT_CARRIED and "password" not in name
