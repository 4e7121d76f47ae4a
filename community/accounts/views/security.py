"""The security page of a member: what protects the account, where it is open, what happened to it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access import actor_session, guard
from community.accounts import operations, queries
from community.accounts.models import MemberSession
from community.accounts.sessions import leave
from community.accounts.views.blueprint import blueprint
from community.accounts.wording import device_name, event_sentence
from community.i18n import _

blueprint.add_app_template_global(device_name)
blueprint.add_app_template_global(event_sentence)


@blueprint.get("/settings/security")
@guard("accounts.security")
def security() -> ResponseReturnValue:
    """What protects the account, where it is open, and what happened to it."""
    session = actor_session()
    return render_template(
        "accounts/security.html",
        current=session,
        totp=queries.find_totp(session.member),
        has_factor=queries.has_second_factor(session.member),
        codes_left=queries.count_recovery_codes(session.member),
        passkeys=queries.list_passkeys(session.member),
        sessions=queries.list_sessions(session.member),
        events=queries.list_events(session.member),
    )


@blueprint.post("/settings/security/sessions/<uuid:session_id>/end")
@guard("accounts.end_session", queries.find_session_of)
def end_session(session: MemberSession) -> ResponseReturnValue:
    """Log out one browser."""
    if session.id == actor_session().id:
        leave()
        return redirect(url_for("home.index"), 303)
    operations.end_session_from(session=actor_session(), ended=session)
    flash(_("That device is logged out."), "success")
    return redirect(url_for("accounts.security"), 303)


@blueprint.post("/settings/security/sessions/end-others")
@guard("accounts.end_other_sessions")
def end_other_sessions() -> ResponseReturnValue:
    """Log out every browser but this one."""
    operations.end_other_sessions(session=actor_session())
    flash(_("Every other device is logged out."), "success")
    return redirect(url_for("accounts.security"), 303)
