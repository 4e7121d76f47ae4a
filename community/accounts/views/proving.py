"""Proving once more who one is, before something that would help a thief most."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor_session, guard
from community.accounts import operations, queries
from community.accounts.attempts import count_proof
from community.accounts.ceremonies import Purpose
from community.accounts.forms import PasskeyProofForm, ProofForm
from community.accounts.models import MemberSession
from community.accounts.sessions import current_device
from community.accounts.views.blueprint import attempts, blueprint
from community.accounts.views.passkeys import binding
from community.i18n import _
from community.refusals import Refusal
from community.web.links import local_path

# What is typed as a secret is typed again; everything else travels through this page.
_NOT_CARRIED = ("csrf_token", "proof_password", "proof_credential", "credential", "interrupted")


@blueprint.route("/prove", methods=["GET", "POST"])
@attempts
@guard("accounts.prove")
def prove() -> ResponseReturnValue:
    """Ask for the password or a passkey, then lead on to what was asked for, with the form that was sent to it."""
    session, form = actor_session(), ProofForm()
    destination = local_path(request.args.get("next")) or url_for("accounts.security")
    carried = [(name, value) for name, value in request.form.items(multi=True) if _travels(name)]
    by_passkey = "proof_credential" in request.form
    asked = by_passkey or "proof_password" in request.form
    # A button that was pressed is pressed again afterwards, even where its form had nothing in it.
    interrupted = request.method == "POST" and (not asked or "interrupted" in request.form)
    if asked and (_is_proved_by_passkey if by_passkey else _is_proved_by_password)(session, form):
        # 307 sends the form that was interrupted on to where it was going.
        return redirect(destination, 307 if interrupted else 303)
    passkeys = queries.list_passkeys(session.member)
    page = render_template(
        "accounts/prove.html", form=form, carried=carried, interrupted=interrupted, passkeys=passkeys
    )
    return page, 422 if form.errors else 200


def _is_proved_by_password(session: MemberSession, form: ProofForm) -> bool:
    if not form.validate_on_submit():
        return False
    count_proof(session)
    if not operations.fits_password(member=session.member, password=form.proof_password.data):
        form.proof_password.errors = [_("This is not your password. Try again.")]
        return False
    operations.mark_proved(session=session)
    return True


def _is_proved_by_passkey(session: MemberSession, form: ProofForm) -> bool:
    answered = PasskeyProofForm()
    if not answered.validate_on_submit():
        form.form_errors.extend(answered.proof_credential.errors)
        return False
    try:
        operations.use_passkey(
            answer=answered.proof_credential.data,
            purpose=Purpose.PROVE,
            binding=binding(),
            device=current_device(),
            member=session.member,
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    operations.mark_proved(session=session, second_factor=True)
    return True


def _travels(name: str) -> bool:
    return name not in _NOT_CARRIED and "password" not in name
