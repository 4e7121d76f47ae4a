"""The pages of reports: making one, and what has become of one's own."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import community.reports.listeners  # noqa: F401  (connects what it listens to)
from community.access import actor, guard
from community.i18n import _
from community.members.acquaintance import Known
from community.members.limits import count, count_look
from community.members.models import Limit
from community.members.queries import find_known
from community.refusals import Refusal
from community.reports import operations, queries
from community.reports.forms import ReportForm
from community.reports.wording import REASONS, STATES

blueprint = Blueprint("reports", __name__)


@blueprint.route("/members/<handle>/report", methods=["GET", "POST"])
@guard("reports.report", find_known)
def report(known: Known) -> ResponseReturnValue:
    """Tell the moderators what is wrong with a member."""
    form = ReportForm()
    if form.validate_on_submit():
        count(actor(), Limit.REPORTS)
        try:
            operations.report(actor=actor(), about=known.member, known_as=known.handle, **form.told())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The moderators have your report. Here you see what becomes of it."), "success")
            return redirect(url_for("reports.mine"), 303)
    count_look(actor(), known.member)
    page = render_template("reports/report.html", known=known, form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/settings/reports")
@guard("reports.mine")
def mine() -> ResponseReturnValue:
    """What one has reported, and what has become of it."""
    page = queries.list_mine(actor(), after=request.args.get("after"))
    return render_template("reports/mine.html", page=page, reasons=REASONS, states=STATES)
