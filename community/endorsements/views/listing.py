"""The public list."""

from datetime import timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from community.access import guard, viewer
from community.db import now
from community.declaration.queries import find_commitment
from community.declaration.texts import text
from community.endorsements import queries
from community.endorsements.views.blueprint import blueprint
from community.i18n import current_language

LATELY = timedelta(days=30)


@blueprint.get("/endorsements")
@guard("endorsements.index")
def index() -> ResponseReturnValue:
    """Who stands behind the declaration."""
    chosen = find_commitment(viewer(), request.args.get("commitment", 0, type=int))
    return render_template(
        "endorsements/index.html",
        chosen=chosen,
        page=queries.list_endorsements(request.args.get("after"), chosen),
        total=queries.count_endorsers(),
        lately=queries.count_endorsers(since=now() - LATELY),
        counts=queries.counts_by_commitment(),
        countries=queries.list_countries(),
        text=text(current_language()),
    )
