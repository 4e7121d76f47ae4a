"""The pages of logging in and out."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import guard
from community.accounts import operations, queries
from community.accounts.attempts import count_login, login_attempts
from community.accounts.forms import LoginForm
from community.accounts.sessions import enter, leave
from community.accounts.views.blueprint import blueprint
from community.accounts.views.second_step import destination_of, lead_to_second_step
from community.i18n import _
from community.web.links import local_path


@blueprint.route("/login", methods=["GET", "POST"])
@login_attempts
@guard("accounts.login")
def login() -> ResponseReturnValue:
    """Log in."""
    form = LoginForm()
    if form.validate_on_submit():
        count_login(form.email.data)
        member = operations.authenticate(email=form.email.data, password=form.password.data)
        if member is not None:
            if queries.has_second_factor(member):
                return lead_to_second_step(member, remembered=form.remember.data)
            enter(member, remembered=form.remember.data)
            return redirect(destination_of(member), 303)
        form.form_errors.append(
            _("Address and password do not fit together, or the address has not been confirmed yet. Check both.")
        )
    status = 422 if form.errors else 200
    return render_template("accounts/login.html", form=form, next=local_path(request.args.get("next"))), status


@blueprint.post("/logout")
@guard("accounts.logout")
def logout() -> ResponseReturnValue:
    """Log out."""
    leave()
    return redirect(url_for("home.index"), 303)
