"""The pages of accounts."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from community.access import guard
from community.accounts import operations
from community.accounts.forms import ForgotPasswordForm, LoginForm, ResetPasswordForm, SignupForm
from community.accounts.models import Member
from community.extensions import limiter
from community.forms import BaseForm
from community.i18n import _, current_language
from community.web.links import local_path

blueprint = Blueprint("accounts", __name__)

attempts = limiter.limit("10 per minute; 60 per hour", methods=["POST"])


@blueprint.route("/signup", methods=["GET", "POST"])
@attempts
@guard("accounts.signup")
def signup() -> ResponseReturnValue:
    """Sign up."""
    form = SignupForm()
    if form.validate_on_submit():
        operations.sign_up(
            email=form.email.data,
            password=form.password.data,
            display_name=form.display_name.data,
            language=current_language(),
            destination=local_path(request.args.get("next")) or "",
        )
        return redirect(url_for("accounts.signup_sent"), 303)
    return render_template("accounts/signup.html", form=form), 422 if form.errors else 200


@blueprint.get("/signup/sent")
@guard("accounts.signup_sent")
def signup_sent() -> ResponseReturnValue:
    """Say that the mail is on its way."""
    return render_template("accounts/signup_sent.html")


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@guard("accounts.confirm")
def confirm(token: str) -> ResponseReturnValue:
    """The page behind the mailed link, with its one button."""
    if request.method == "POST":
        member, destination = operations.confirm(token=token)
        _log_in(member)
        flash(_("Welcome, %(name)s. Your address is confirmed.", name=member.display_name), "success")
        return redirect(destination or url_for("members.settings_profile"), 303)
    member, _destination = operations.find_signup(token)
    return render_template("accounts/confirm.html", member=member, form=BaseForm())


@blueprint.route("/login", methods=["GET", "POST"])
@attempts
@guard("accounts.login")
def login() -> ResponseReturnValue:
    """Log in."""
    form = LoginForm()
    if form.validate_on_submit():
        member = operations.authenticate(email=form.email.data, password=form.password.data)
        if member is not None:
            _log_in(member)
            home = url_for("home.index", language=member.language)
            return redirect(local_path(request.args.get("next")) or home, 303)
        form.form_errors.append(
            _("Address and password do not fit together, or the address has not been confirmed yet. Check both.")
        )
    status = 422 if form.errors else 200
    return render_template("accounts/login.html", form=form, next=local_path(request.args.get("next"))), status


@blueprint.post("/logout")
@guard("accounts.logout")
def logout() -> ResponseReturnValue:
    """Log out."""
    logout_user()
    session.clear()
    return redirect(url_for("home.index"), 303)


@blueprint.route("/password/forgot", methods=["GET", "POST"])
@attempts
@guard("accounts.forgot_password")
def forgot_password() -> ResponseReturnValue:
    """Ask for a link to choose a new password."""
    form = ForgotPasswordForm()
    if form.validate_on_submit():
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
    operations.find_reset(token)
    form = ResetPasswordForm()
    if form.validate_on_submit():
        operations.reset_password(token=token, password=form.password.data)
        flash(_("Your password is changed. Log in with the new one."), "success")
        return redirect(url_for("accounts.login"), 303)
    return render_template("accounts/reset_password.html", form=form), 422 if form.errors else 200


def _log_in(member: Member) -> None:
    session.clear()
    login_user(member)
