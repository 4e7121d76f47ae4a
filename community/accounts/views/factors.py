"""The pages of the second factor: why, which, setting it up, taking it away."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, actor_session, guard
from community.accounts import operations, queries
from community.accounts.codes import app_address
from community.accounts.forms import AppCodeForm
from community.accounts.models import Totp
from community.accounts.views.blueprint import attempts, blueprint
from community.i18n import _
from community.web.drawings import qr_code
from community.web.links import local_path


@blueprint.get("/settings/security/second-factor")
@guard("accounts.choose_factor")
def choose_factor() -> ResponseReturnValue:
    """Say why a second factor, and offer the kinds."""
    return render_template(
        "accounts/choose_factor.html",
        next=_next(),
        has_factor=queries.has_second_factor(actor()),
    )


@blueprint.post("/settings/security/authenticator/begin")
@guard("accounts.begin_totp")
def begin_totp() -> ResponseReturnValue:
    """Make a secret for an authenticator app."""
    operations.begin_totp(member=actor())
    return redirect(url_for("accounts.add_totp", next=_next()), 303)


@blueprint.route("/settings/security/authenticator", methods=["GET", "POST"])
@attempts
@guard("accounts.add_totp")
def add_totp() -> ResponseReturnValue:
    """Show the secret as a picture and as text, and take a code that shows that the app has it."""
    totp = queries.find_totp(actor())
    if totp is None or totp.confirmed_at is not None:
        return redirect(url_for("accounts.choose_factor", next=_next()), 303)
    form = AppCodeForm()
    if form.validate_on_submit():
        try:
            codes = operations.confirm_totp(session=actor_session(), code=form.code.data)
        except operations.WrongCode as refusal:
            form.code.errors = [str(refusal)]
        else:
            flash(_("Your authenticator app is set up. From now on you log in with it."), "success")
            return show_codes(codes) if codes else redirect(_next() or url_for("accounts.security"), 303)
    form.code.data = ""
    return render_template("accounts/add_totp.html", form=form, **_as_shown(totp)), 422 if form.errors else 200


@blueprint.post("/settings/security/authenticator/remove")
@guard("accounts.remove_totp")
def remove_totp() -> ResponseReturnValue:
    """Take the authenticator app away."""
    operations.remove_totp(session=actor_session())
    flash(_("The authenticator app is removed."), "success")
    return redirect(url_for("accounts.security"), 303)


@blueprint.post("/settings/security/recovery-codes")
@guard("accounts.renew_codes")
def renew_codes() -> ResponseReturnValue:
    """Make new recovery codes and show them, this once."""
    return show_codes(operations.renew_codes(session=actor_session()))


def show_codes(codes: list[str]) -> ResponseReturnValue:
    """Show new recovery codes, this once."""
    # Shown in the answer itself: a page to be led to would have to keep them somewhere readable.
    return render_template("accounts/renew_codes.html", codes=codes, next=_next() or url_for("accounts.security"))


def _as_shown(totp: Totp) -> dict[str, object]:
    address = app_address(totp.secret, actor().handle)
    secret = " ".join(totp.secret[start : start + 4] for start in range(0, len(totp.secret), 4))
    return {"address": address, "secret": secret, "picture": qr_code(address)}


def _next() -> str | None:
    return local_path(request.args.get("next"))
