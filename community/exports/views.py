"""The pages of exports."""

from flask import Blueprint, Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

import community.exports.listeners  # noqa: F401  (connects what it listens to)
from community.access import actor, guard
from community.db import now
from community.exports import operations, queries, wording
from community.exports.forms import AskForm
from community.exports.models import Export, ExportFormat
from community.exports.writing import Origin, write
from community.i18n import _
from community.members.queries import list_names
from community.refusals import Refusal
from community.releases import LASTS, WAITS, ReleaseState

blueprint = Blueprint("exports", __name__)

_TYPES = {ExportFormat.CSV: "text/csv", ExportFormat.JSON: "application/json"}


@blueprint.get("")
@guard("exports.index")
def index() -> ResponseReturnValue:
    """Every export: who asked, why, who decided, how often it was downloaded."""
    page = queries.list_exports(after=request.args.get("after"))
    people = [person for export in page.items for person in (export.asker, export.decider) if person]
    mine = {export.id for export in page.items if export.asker_id == actor().id}
    waiting = [export for export in page.items if export.state is ReleaseState.WAITING and export.id not in mine]
    # Whoever may decide about one may decide about all: nobody here asked for these.
    second = bool(waiting) and actor().id in {person.id for person in queries.list_second_people(waiting[0].asker_id)}
    return render_template(
        "exports/index.html",
        page=page,
        names=list_names(actor(), people),
        mine=mine,
        to_decide={export.id for export in waiting} if second else set(),
        wording=wording,
        hours=LASTS.total_seconds() // 3600,
        days=WAITS.days,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@guard("exports.ask")
def ask() -> ResponseReturnValue:
    """Ask for an export."""
    form = AskForm()
    if form.validate_on_submit():
        try:
            operations.ask(actor=actor(), **form.wishes())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("A second person was asked to decide. You find here what they say."), "success")
            return redirect(url_for("exports.index"), 303)
    return render_template("exports/ask.html", form=form), 422 if form.errors else 200


@blueprint.post("/<uuid:export_id>/approve")
@guard("exports.approve", queries.find_export)
def approve(export: Export) -> ResponseReturnValue:
    """Approve as the second person."""
    operations.decide(actor=actor(), export=export, approve=True)
    flash(_("Approved. Whoever asked can download it for a day."), "success")
    return redirect(url_for("exports.index"), 303)


@blueprint.post("/<uuid:export_id>/decline")
@guard("exports.decline", queries.find_export)
def decline(export: Export) -> ResponseReturnValue:
    """Decline as the second person."""
    operations.decide(actor=actor(), export=export, approve=False)
    flash(_("Declined. Nothing can be downloaded."), "success")
    return redirect(url_for("exports.index"), 303)


@blueprint.post("/<uuid:export_id>/download")
@guard("exports.download", queries.find_export)
def download(export: Export) -> ResponseReturnValue:
    """The file, made while it is sent: it holds what is public at this moment, and is kept nowhere."""
    operations.hand_out(actor=actor(), export=export)
    origin = Origin(export.number, actor().handle, now())
    name, mimetype = f"export-{export.number}.{export.form.value}", _TYPES[export.form]
    response = Response(stream_with_context(write(export, origin)), mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
