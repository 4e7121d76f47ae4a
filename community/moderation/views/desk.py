"""The desk itself and the trail."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from community.access import actor, can, guard
from community.audit import list_entries
from community.groups.queries import count_waiting_proposals
from community.members.queries import list_names
from community.moderation import letters, queries
from community.moderation.views.blueprint import blueprint
from community.moderation.wording import LIMITS, details, sentence
from community.reports.queries import count_waiting


@blueprint.get("")
@guard("moderation.index")
def index() -> ResponseReturnValue:
    """The desk: the numbers, and the ways to everything else."""
    figures, waiting = queries.count_figures(), count_waiting(actor())
    proposed = count_waiting_proposals(actor())
    dead = letters.count_dead() if can("moderation.mails") else 0
    return render_template("moderation/index.html", figures=figures, waiting=waiting, dead=dead, proposed=proposed)


@blueprint.get("/limits")
@guard("moderation.limits")
def limits() -> ResponseReturnValue:
    """Who came to which daily limit: who copies the directory, or writes to everybody."""
    page = queries.list_limits(after=request.args.get("after"))
    names = list_names(actor(), [row.member for row in page.items])
    return render_template("moderation/limits.html", page=page, names=names, words=LIMITS)


@blueprint.get("/audit")
@guard("moderation.audit")
def audit() -> ResponseReturnValue:
    """The trail: what was done, to whom, by whom, on which day."""
    page = list_entries(actor(), after=request.args.get("after"))
    return render_template("moderation/audit.html", page=page, sentence=sentence, details=details)
