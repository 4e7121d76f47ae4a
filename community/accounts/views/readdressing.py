"""The pages of changing the e-mail address."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, current_session, guard
from community.accounts import operations
from community.accounts.forms import ChangeEmailForm
from community.accounts.known_devices import remember_device
from community.accounts.sessions import current_device
from community.accounts.views.blueprint import attempts, blueprint
from community.i18n import _
from community.refusals import Refusal


@blueprint.route("/settings/security/email", methods=["GET", "POST"])
@attempts
@guard("accounts.change_email")
def change_email() -> ResponseReturnValue:
    """Ask for another address, which is confirmed there."""
    form = ChangeEmailForm()
    if form.validate_on_submit():
        try:
            operations.ask_for_address(actor=actor(), email=form.email.data, device=current_device())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("A mail is on its way to the new address. Open its link and press the button there."), "success")
            return redirect(url_for("accounts.security"), 303)
    return render_template("accounts/change_email.html", form=form), 422 if form.errors else 200


@blueprint.route("/email/confirm/<token>", methods=["GET", "POST"])
@guard("accounts.confirm_email")
def confirm_email(token: str) -> ResponseReturnValue:
    """The page behind the link that was mailed to the new address, with its one button."""
    link = operations.find_new_address(token)
    if request.method == "POST":
        session = current_session()
        kept = session if session is not None and session.member.id == link.member_id else None
        operations.confirm_address(token=token, device=current_device(), session=kept)
        if kept:
            remember_device(kept.member)  # what tells this browser apart is bound to the address
        flash(_("Your new address is confirmed. You are logged out everywhere else."), "success")
        return redirect(url_for("accounts.security" if kept else "home.index"), 303)
    return render_template("accounts/confirm_email.html", address=link.payload)


@blueprint.route("/email/restore/<token>", methods=["GET", "POST"])
@guard("accounts.restore_email")
def restore_email(token: str) -> ResponseReturnValue:
    """The page behind the link that was mailed to the earlier address, with its one button."""
    link = operations.find_way_back(token)
    if request.method == "POST":
        operations.restore_address(token=token, device=current_device())
        flash(_("Your address is back, and everybody is logged out. Choose a new password: the link is in your mail."))
        return redirect(url_for("home.index"), 303)
    return render_template("accounts/restore_email.html", address=link.payload)
