"""Many endorsements at once: say which, see how many, start, stop, undo."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.endorsements import operations
from community.endorsements.models import BulkAction
from community.endorsements.queries import bulk as queries
from community.i18n import _
from community.moderation.bulk_form import PrepareBulkForm
from community.moderation.forms import SetAsideForm
from community.moderation.views.blueprint import blueprint
from community.moderation.wording import BULK_KINDS, BULK_STATES, moment, tell_conditions
from community.web.templating import thousands

_WORDS = {"kinds": BULK_KINDS, "states": BULK_STATES, "moment": moment}


@blueprint.get("/bulk")
@guard("moderation.bulk_actions")
def bulk_actions() -> ResponseReturnValue:
    """What was done to many at once."""
    page = queries.list_bulk(after=request.args.get("after"))
    return render_template("moderation/bulk_actions.html", page=page, how_many=_how_many, **_WORDS)


@blueprint.route("/bulk/new", methods=["GET", "POST"])
@guard("moderation.prepare_bulk")
def prepare_bulk() -> ResponseReturnValue:
    """Say which endorsements are meant; nothing is done to them yet."""
    form = PrepareBulkForm(data={name: request.args.get(name, "") for name in ("like", "flood", "kind")})
    if form.validate_on_submit():
        action = operations.prepare_bulk(actor=actor(), kind=form.chosen_kind(), conditions=form.conditions())
        return _to(action)
    return render_template("moderation/prepare_bulk.html", form=form), 422 if form.errors else 200


@blueprint.get("/bulk/<uuid:bulk_id>")
@guard("moderation.bulk", queries.find_bulk)
def bulk(action: BulkAction) -> ResponseReturnValue:
    """How many are meant, who shows a name among the first of them, and how far it is."""
    return _show(action, SetAsideForm())


@blueprint.post("/bulk/<uuid:bulk_id>/start")
@guard("moderation.start_bulk", queries.find_bulk)
def start_bulk(action: BulkAction) -> ResponseReturnValue:
    """Have it done."""
    form = SetAsideForm()
    if form.validate_on_submit():
        operations.start_bulk(actor=actor(), action=action, reason=form.reason.data)
        flash(_("It has begun. Load this page again to see how far it is."), "success")
        return _to(action)
    return _show(action, form), 422


@blueprint.post("/bulk/<uuid:bulk_id>/cancel")
@guard("moderation.cancel_bulk", queries.find_bulk)
def cancel_bulk(action: BulkAction) -> ResponseReturnValue:
    """Stop it."""
    operations.cancel_bulk(actor=actor(), action=action)
    flash(_("It has stopped. What was done stays until you undo it."), "success")
    return _to(action)


@blueprint.post("/bulk/<uuid:bulk_id>/undo")
@guard("moderation.undo_bulk", queries.find_bulk)
def undo_bulk(action: BulkAction) -> ResponseReturnValue:
    """Put back what was done."""
    operations.undo_bulk(actor=actor(), action=action)
    flash(_("It is being undone. Load this page again to see how far it is."), "success")
    return _to(action)


def _show(action: BulkAction, form: SetAsideForm) -> str:
    conditions, is_too_few = action.conditions, queries.is_too_few(action)
    sample = [] if is_too_few else queries.list_sample(action)
    is_told = not queries.tells_hidden(conditions)
    return render_template(
        "moderation/bulk.html",
        action=action,
        conditions=tell_conditions(conditions),
        flood=conditions.get("flood"),
        is_too_few=is_too_few,
        how_many=_how_many(action),
        names=[endorsement.name for endorsement in sample if endorsement.shown == "named" and is_told],
        nameless=sum(endorsement.shown != "named" for endorsement in sample) if is_told else 0,
        form=form,
        **_WORDS,
    )


def _how_many(action: BulkAction) -> str:
    """How many fit, as exactly as may be told before it is begun."""
    if queries.is_too_few(action):
        return str(_("Fewer than ten"))
    if queries.is_blurred(action):
        return str(_("At least %(count)s", count=thousands(action.matched // 10 * 10)))
    return thousands(action.matched)


def _to(action: BulkAction) -> ResponseReturnValue:
    return redirect(url_for("moderation.bulk", bulk_id=action.id), 303)
