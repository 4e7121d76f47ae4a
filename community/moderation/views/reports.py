"""What members have reported, and deciding about it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import community.reports.operations
from community.access import actor, guard
from community.i18n import _
from community.members.queries import list_names
from community.moderation.forms import SettleForm
from community.moderation.views.blueprint import blueprint
from community.reports.models import Report, ReportState
from community.reports.queries import find_report, list_reports
from community.reports.wording import REASONS, STATES


@blueprint.get("/reports")
@guard("moderation.reports")
def reports() -> ResponseReturnValue:
    """The reports that wait, or those that are settled."""
    state = ReportState.SETTLED if request.args.get("view") == "settled" else ReportState.OPEN
    page = list_reports(actor(), state, after=request.args.get("after"))
    names = list_names(actor(), [report.about for report in page.items])
    return render_template("moderation/reports.html", page=page, state=state, names=names, reasons=REASONS)


@blueprint.get("/reports/<uuid:report_id>")
@guard("moderation.report", find_report)
def report(report: Report) -> ResponseReturnValue:
    """One report, with the reporter's words and what they attached."""
    return _report_page(report, SettleForm())


@blueprint.post("/reports/<uuid:report_id>/settle")
@guard("moderation.settle", find_report)
def settle(report: Report) -> ResponseReturnValue:
    """Decide about a report."""
    form = SettleForm()
    if form.validate_on_submit():
        community.reports.operations.settle(actor=actor(), report=report, outcome=form.outcome.data)
        flash(_("The report is settled. Its reporter gets a mail and reads your decision here."), "success")
        return redirect(url_for("moderation.reports"), 303)
    return _report_page(report, form), 422


def _report_page(report: Report, form: SettleForm) -> str:
    people = [report.about, *([report.known_reporter] if report.known_reporter else [])]
    names = list_names(actor(), people)
    return render_template(
        "moderation/report.html", report=report, names=names, form=form, reasons=REASONS, states=STATES
    )
