"""The pages of passkeys: adding, naming, removing them, and logging in with one alone."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from community.access import actor_session, current_session, guard
from community.accounts import ceremonies, operations, queries
from community.accounts.ceremonies import Purpose
from community.accounts.forms import AddPasskeyForm, PasskeyForm, RenamePasskeyForm
from community.accounts.models import Passkey
from community.accounts.sessions import current_device, enter
from community.accounts.views.blueprint import attempts, blueprint
from community.accounts.views.factors import show_codes
from community.accounts.views.second_step import destination_of
from community.accounts.wording import device_name
from community.i18n import _
from community.refusals import Refusal
from community.web.links import local_path


def binding() -> str:
    """What a challenge is bound to: the session of a member, or the secret in a visitor's cookie."""
    current = current_session()
    if current is not None:
        return str(current.id.hex)
    generate_csrf()  # makes the secret where there is none yet
    return str(session["csrf_token"])


@blueprint.app_template_global()
def passkey_question(purpose: str, known: Sequence[Passkey] = ()) -> str:
    """What the script of the page asks the browser for, as JSON."""
    return ceremonies.question(Purpose(purpose), binding(), known)


@blueprint.app_template_global()
def passkey_origin() -> str:
    """The one address at which passkeys of this site work."""
    return ceremonies.place().origin


@blueprint.route("/login/passkey", methods=["GET", "POST"])
@attempts
@guard("accounts.login_with_passkey")
def login_with_passkey() -> ResponseReturnValue:
    """Log in with a passkey and nothing else: the device has verified its owner."""
    form = PasskeyForm()
    if form.validate_on_submit():
        try:
            member = operations.use_passkey(
                answer=form.credential.data, purpose=Purpose.LOG_IN, binding=binding(), device=current_device()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            enter(member, remembered=form.remember.data, second_factor=True)
            return redirect(destination_of(member), 303)
    page = render_template("accounts/login_with_passkey.html", form=form, next=_next())
    return page, 422 if form.errors else 200


@blueprint.route("/settings/security/passkeys/add", methods=["GET", "POST"])
@guard("accounts.add_passkey")
def add_passkey() -> ResponseReturnValue:
    """Make a passkey on this device, or on one that it can reach."""
    current = actor_session()
    form = AddPasskeyForm()
    if form.validate_on_submit():
        name = form.name.data or device_name(current_device())
        try:
            codes = operations.add_passkey(session=current, answer=form.credential.data, binding=binding(), name=name)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your passkey is added. From now on you can log in with it alone."), "success")
            return show_codes(codes) if codes else redirect(_next() or url_for("accounts.security"), 303)
    if request.method == "GET":
        form.name.data = device_name(current_device())
    question = ceremonies.new_question(current.member, queries.list_passkeys(current.member), binding())
    return render_template("accounts/add_passkey.html", form=form, question=question), 422 if form.errors else 200


@blueprint.route("/settings/security/passkeys/<uuid:passkey_id>/rename", methods=["GET", "POST"])
@guard("accounts.rename_passkey", queries.find_passkey_of)
def rename_passkey(passkey: Passkey) -> ResponseReturnValue:
    """Call a passkey something else."""
    form = RenamePasskeyForm(obj=passkey)
    if form.validate_on_submit():
        operations.rename_passkey(passkey=passkey, name=form.name.data)
        flash(_("The passkey has its new name."), "success")
        return redirect(url_for("accounts.security"), 303)
    return render_template("accounts/rename_passkey.html", form=form), 422 if form.errors else 200


@blueprint.post("/settings/security/passkeys/<uuid:passkey_id>/remove")
@guard("accounts.remove_passkey", queries.find_passkey_of)
def remove_passkey(passkey: Passkey) -> ResponseReturnValue:
    """Take a passkey away."""
    operations.remove_passkey(session=actor_session(), passkey=passkey)
    flash(_("The passkey is removed. You can delete it on your device too."), "success")
    return redirect(url_for("accounts.security"), 303)


def _next() -> str | None:
    return local_path(request.args.get("next"))
