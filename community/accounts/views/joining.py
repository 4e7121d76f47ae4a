"""The pages of signing up."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import guard
from community.accounts import operations
from community.accounts.forms import SignupForm
from community.accounts.sessions import enter
from community.accounts.views.blueprint import attempts, blueprint
from community.forms import BaseForm
from community.i18n import _, current_language
from community.web.links import local_path


@blueprint.route("/signup", methods=["GET", "POST"])
@attempts
@guard("accounts.signup")
def signup() -> ResponseReturnValue:
    """Sign up."""
    form = SignupForm()
    if form.validate_on_submit():
        due_at = form.mail_leaves_at()
        if not form.is_trapped:
            operations.sign_up(
                email=form.email.data,
                password=form.password.data,
                display_name=form.display_name.data,
                language=current_language(),
                destination=local_path(request.args.get("next")) or "",
                due_at=due_at,
            )
        return redirect(url_for("accounts.signup_sent", later=1 if due_at else None), 303)
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
        enter(member)
        flash(_("Welcome, %(name)s. Your address is confirmed.", name=member.display_name), "success")
        return redirect(destination or url_for("members.settings_profile"), 303)
    member, _destination = operations.find_signup(token)
    return render_template("accounts/confirm.html", member=member, form=BaseForm())
