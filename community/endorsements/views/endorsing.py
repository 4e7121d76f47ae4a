"""The pages of endorsing, confirming and withdrawing."""

from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from community.access import guard, viewer
from community.accounts.models import Member
from community.declaration.queries import describe_version, find_commitment
from community.declaration.texts import text
from community.endorsements import operations, queries
from community.endorsements.forms import EndorsementForm, fill_from
from community.endorsements.marks import network_mark
from community.endorsements.models import Endorsement
from community.endorsements.views.blueprint import blueprint
from community.i18n import _, current_language, lazy
from community.limits import hit, per_network
from community.members.queries import find_own_profession
from community.members.wording import PROFESSIONS
from community.refusals import Refusal
from community.web.errors import show_error
from community.web.headers import never_store

# A press of the button for the other language sends the form along, which is only shown again.
SWITCH = "switch"
# A lecture hall signs from one network; whoever posts more than people do works for it (`community.floods`).
attempts = per_network("120 per minute; 2000 per hour", unless=lambda: SWITCH in request.form)
# Each change that a member makes adds lines to the ledger, which stay for good.
CHANGES = "20 per hour; 60 per day"
blueprint.add_app_template_global(describe_version, "version_of")
blueprint.add_app_template_global(PROFESSIONS.get, "profession_group")
RENEWED = lazy("Thank you. Your endorsement is now of the text in force.")


@blueprint.route("/endorse", methods=["GET", "POST"])
@attempts
@guard("endorsements.endorse")
def endorse() -> ResponseReturnValue:
    """Endorse the declaration, or change how one did."""
    member = viewer()
    mine = queries.find_my_endorsement(member) if member else None
    form = EndorsementForm(member=member, filled=_filled(member, mine))
    if SWITCH in request.form:
        return _form(form, mine), 200
    if _has_lost_login():
        return _restored(form, mine), form.status
    if form.validate_on_submit():
        answer = _endorse_as_member(member, form) if member else _endorse_as_visitor(form)
        if answer is not None:
            return answer
    return _form(form, mine), form.status if form.errors else 200


def _endorse_as_member(member: Member, form: EndorsementForm) -> ResponseReturnValue | None:
    hit("endorsing as a member", member.id.hex, CHANGES)
    try:
        operations.endorse_as_member(actor=member, network=_network(), language=current_language(), **form.answers())
    except Refusal as refusal:
        form.refuse(refusal)
        return None
    flash(_("Thank you for endorsing the declaration."), "success")
    return redirect(url_for("endorsements.mine"), 303)


def _endorse_as_visitor(form: EndorsementForm) -> ResponseReturnValue:
    due_at = form.mail_leaves_at()
    if not form.is_trapped:
        email = form.email.data or ""
        operations.endorse(
            email=email,
            language=current_language(),
            due_at=due_at,
            network=_network(),
            filled_in=form.seconds_open,
            **form.answers(),
        )
    return redirect(url_for("endorsements.sent", later=1 if due_at else None), 303)


@blueprint.errorhandler(CSRFError)
def keep_draft(error: CSRFError) -> ResponseReturnValue:
    """Show the form of endorsing again where its token does not hold any more, with everything typed and a fresh one.

    Nothing is done with what was sent. What another site sent is not even shown: the words would seem to be the
    reader's, and the session that begins with the form would take the place of theirs, which a browser keeps back
    then. Other forms, and what is none, get the page that says so.
    """
    if request.endpoint != "endorsements.endorse" or not request.form or _is_from_elsewhere():
        return show_error(error)
    member = viewer()
    mine = queries.find_my_endorsement(member) if member else None
    return _restored(EndorsementForm(member=member, filled=_filled(member, mine)), mine), 400


def _is_from_elsewhere() -> bool:
    """Whether a browser says that another site had it send this."""
    origin = request.headers.get("Origin", request.host_url)
    is_ours = origin.rstrip("/") == request.host_url.rstrip("/")
    return not is_ours or request.headers.get("Sec-Fetch-Site") == "cross-site"


def _has_lost_login() -> bool:
    """Whether a member's form comes from somebody who is not logged in any more: it asks for no address."""
    return request.method == "POST" and viewer() is None and "email" not in request.form


def _restored(form: EndorsementForm, mine: Endorsement | None) -> str:
    logged_out = _has_lost_login()
    if logged_out:
        form.restore(_("You are not logged in any more. Nothing that you wrote is lost."))
    else:
        form.restore(_("This page had been open for too long. Nothing that you wrote is lost: send it once more."))
    return _form(form, mine, logged_out=logged_out)


def _form(form: EndorsementForm, mine: Endorsement | None, logged_out: bool = False) -> str:
    return render_template("endorsements/endorse.html", form=form, mine=mine, logged_out=logged_out)


@blueprint.get("/endorse/sent")
@guard("endorsements.sent")
def sent() -> ResponseReturnValue:
    """Say that the mail is on its way."""
    return render_template("endorsements/sent.html")


@blueprint.route("/endorse/confirm/<token>", methods=["GET", "POST"])
@guard("endorsements.confirm")
def confirm(token: str) -> ResponseReturnValue:
    """The page behind the mailed link, with its one button."""
    if request.method == "POST":
        operations.confirm(token=token)
        return redirect(url_for("endorsements.thanks"), 303)
    never_store()
    return _page("endorsements/confirm.html", operations.find_pending(token), token=token)


@blueprint.get("/endorse/thanks")
@guard("endorsements.thanks")
def thanks() -> ResponseReturnValue:
    """Thank whoever has confirmed, and offer what comes next.

    It says nothing of one endorsement, and its address opens none: others may see the history of this browser.
    """
    return render_template("endorsements/thanks.html", total=queries.count_endorsers())


@blueprint.route("/endorse/refuse/<token>", methods=["GET", "POST"])
@guard("endorsements.refuse")
def refuse(token: str) -> ResponseReturnValue:
    """The page for somebody whose address another typed in."""
    if request.method == "POST":
        operations.refuse(token=token)
        flash(_("Done. Nothing was published, and you will get no more mail about this."), "success")
        return redirect(url_for("home.index"), 303)
    operations.find_pending(token)
    return render_template("endorsements/refuse.html")


@blueprint.route("/endorse/withdraw/<token>", methods=["GET", "POST"])
@guard("endorsements.withdraw_by_mail")
def withdraw_by_mail(token: str) -> ResponseReturnValue:
    """Withdraw through the mailed link."""
    if request.method == "POST":
        operations.withdraw_by_token(token=token)
        return _withdrawn()
    never_store()
    return _page("endorsements/withdraw_by_mail.html", operations.find_to_withdraw(token), token=token)


@blueprint.post("/endorse/renew/<token>")
@guard("endorsements.renew_by_mail")
def renew_by_mail(token: str) -> ResponseReturnValue:
    """Endorse the text in force through the mailed link."""
    operations.renew_by_token(token=token)
    flash(RENEWED, "success")
    return redirect(url_for("endorsements.index"), 303)


@blueprint.get("/endorsements/mine")
@guard("endorsements.mine")
def mine() -> ResponseReturnValue:
    """What the one who is looking endorsed."""
    return _page("endorsements/mine.html", queries.find_my_endorsement(_member()))


@blueprint.post("/endorsements/renew")
@guard("endorsements.renew")
def renew() -> ResponseReturnValue:
    """Endorse the text in force, after it was revised."""
    operations.renew(actor=_member())
    flash(RENEWED, "success")
    return redirect(url_for("endorsements.mine"), 303)


@blueprint.post("/endorsements/withdraw")
@guard("endorsements.withdraw")
def withdraw() -> ResponseReturnValue:
    """Withdraw one's own endorsement."""
    operations.withdraw(actor=_member())
    return _withdrawn()


def _network() -> str | None:
    """The mark of the network that the one who is looking comes from."""
    mark = network_mark(request.remote_addr)
    return mark.hex() if mark else None


def _withdrawn() -> ResponseReturnValue:
    flash(_("Your endorsement is withdrawn. What you wrote is deleted."), "success")
    return redirect(url_for("endorsements.index"), 303)


def _page(template: str, endorsement: Endorsement | None, **context: Any) -> ResponseReturnValue:
    commitments = queries.list_commitments(endorsement) if endorsement else {}
    own = text(current_language())
    return render_template(template, endorsement=endorsement, commitments=commitments, text=own, **context)


def _filled(member: Member | None, endorsement: Endorsement | None) -> dict[str, Any]:
    if endorsement:
        return fill_from(endorsement, queries.list_commitments(endorsement))
    chosen = find_commitment(member, request.args.get("commitment", 0, type=int))
    filled: dict[str, Any] = {"commitments": [str(chosen)] if chosen else []}
    if member:
        profession = find_own_profession(member)
        filled |= {"name": member.display_name, "profession": profession.group if profession else ""}
    return filled


def _member() -> Member:
    return cast(Member, viewer())
