"""What a member reads of moderators who looked at their data; not an address of the desk."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.members.wording import FIELDS
from community.moderation import queries

blueprint = Blueprint("looked", __name__)


@blueprint.get("/settings/looked")
@guard("looked.index")
def index() -> ResponseReturnValue:
    """Who looked at one's data: on which day, at which field, and why."""
    page = queries.page_openings(actor(), after=request.args.get("after"))
    return render_template("looked/index.html", page=page, fields=FIELDS)
