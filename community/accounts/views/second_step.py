"""The second step of logging in."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from community.access import guard
from community.accounts import operations, queries
from community.accounts.attempts import count_second_step
from community.accounts.forms import SecondStepForm
from community.accounts.models import Member
from community.accounts.sessions import current_device, enter
from community.accounts.views.blueprint import attempts, blueprint
from community.i18n import _, ngettext
from community.web.links import local_path

_FIRST_STEP = "first_step"


def lead_to_second_step(member: Member, *, remembered: bool) -> ResponseReturnValue:
    """Remember in this browser that the password was right, and ask for the second factor."""
    session[_FIRST_STEP] = operations.sign_first_step(member, remembered=remembered)
    return redirect(url_for("accounts.second_step", next=local_path(request.args.get("next"))), 303)


def destination_of(member: Member) -> str:
    """Where to go after logging in: where one was going, else the front page in one's own language."""
    return local_path(request.args.get("next")) or url_for("home.index", language=member.language)


def find_first_step() -> tuple[Member, bool] | None:
    """Who has taken the first step in this browser, and whether it is to remember them."""
    return operations.find_first_step(session.get(_FIRST_STEP, ""))


@blueprint.route("/login/second-step", methods=["GET", "POST"])
@attempts
@guard("accounts.second_step")
def second_step() -> ResponseReturnValue:
    """Ask for the second factor, once the password was right."""
    first_step = find_first_step()
    form = SecondStepForm()
    if first_step is None:
        if request.method == "POST":
            flash(_("That took too long. Begin again with your password."), "error")
            return redirect(url_for("accounts.login", next=local_path(request.args.get("next"))), 303)
        return render_template("accounts/second_step.html", form=form, begun=False)
    member, remembered = first_step
    if form.validate_on_submit():
        count_second_step(member)
        try:
            left = _prove(member, form)
        except operations.WrongCode as refusal:
            form.refuse(refusal)
        else:
            enter(member, remembered=remembered, second_factor=True)
            _tell_codes_left(left)
            return redirect(destination_of(member), 303)
    form.code.data = form.recovery_code.data = ""
    app = queries.find_totp(member)
    has_app = app is not None and app.confirmed_at is not None
    page = render_template(
        "accounts/second_step.html",
        form=form,
        begun=True,
        has_app=has_app,
        has_passkey=bool(queries.list_passkeys(member)),
        remembered=remembered,
        next=local_path(request.args.get("next")),
    )
    return page, 422 if form.errors else 200


def _prove(member: Member, form: SecondStepForm) -> int | None:
    """Try the codes that were typed; gives how many recovery codes are left where one was used. Raises WrongCode."""
    if form.recovery_code.data:
        return operations.use_recovery_code(member=member, code=form.recovery_code.data, device=current_device())
    operations.use_app_code(member=member, code=form.code.data)
    return None


def _tell_codes_left(left: int | None) -> None:
    if left is not None:
        words = ngettext(
            "You used a recovery code. %(num)d is left.", "You used a recovery code. %(num)d are left.", left
        )
        flash(words, "warning")
