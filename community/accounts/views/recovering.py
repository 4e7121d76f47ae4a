"""The pages on which a new password is chosen."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access import actor_session, guard
from community.accounts import operations
from community.accounts.attempts import may_mail_link
from community.accounts.forms import ForgotPasswordForm, NewPasswordForm
from community.accounts.known_devices import remember_device
from community.accounts.sessions import current_device
from community.accounts.views.blueprint import attempts, blueprint
from community.i18n import _


@blueprint.route("/password/forgot", methods=["GET", "POST"])
@attempts
@guard("accounts.forgot_password")
def forgot_password() -> ResponseReturnValue:
    """Ask for a link to choose a new password."""
    form = ForgotPasswordForm()
    if form.validate_on_submit():
        if may_mail_link(form.email.data):
            operations.request_password_reset(email=form.email.data)
        return redirect(url_for("accounts.forgot_password_sent"), 303)
    return render_template("accounts/forgot_password.html", form=form), 422 if form.errors else 200


@blueprint.get("/password/forgot/sent")
@guard("accounts.forgot_password_sent")
def forgot_password_sent() -> ResponseReturnValue:
    """Say that a mail is on its way, if there is an account."""
    return render_template("accounts/forgot_password_sent.html")


@blueprint.route("/password/reset/<token>", methods=["GET", "POST"])
@attempts
@guard("accounts.reset_password")
def reset_password(token: str) -> ResponseReturnValue:
    """Choose a new password behind the mailed link."""
    member = operations.find_reset(token)
    form = NewPasswordForm(member)
    if form.validate_on_submit():
        operations.reset_password(token=token, password=form.password.data, device=current_device())
        remember_device(member)
        flash(_("Your password is changed. Log in with the new one."), "success")
        return redirect(url_for("accounts.login"), 303)
    return render_template("accounts/reset_password.html", form=form), 422 if form.errors else 200


@blueprint.route("/settings/security/password", methods=["GET", "POST"])
@attempts
@guard("accounts.change_password")
def change_password() -> ResponseReturnValue:
    """Choose another password while logged in."""
    session = actor_session()
    form = NewPasswordForm(session.member)
    if form.validate_on_submit():
        operations.change_password(session=session, password=form.password.data)
        flash(_("Your password is changed. Every other device is logged out."), "success")
        return redirect(url_for("accounts.security"), 303)
    return render_template("accounts/change_password.html", form=form), 422 if form.errors else 200
