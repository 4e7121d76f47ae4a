"""The desk itself and the trail."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from community.access import guard
from community.audit import list_entries
from community.moderation import queries
from community.moderation.views.blueprint import blueprint
from community.moderation.wording import details, sentence


@blueprint.get("")
@guard("moderation.index")
def index() -> ResponseReturnValue:
    """The desk: the numbers, and the ways to everything else."""
    return render_template("moderation/index.html", figures=queries.count_figures())


@blueprint.get("/audit")
@guard("moderation.audit")
def audit() -> ResponseReturnValue:
    """The trail: what was done, to whom, by whom, on which day."""
    page = list_entries(after=request.args.get("after"))
    return render_template("moderation/audit.html", page=page, sentence=sentence, details=details)
