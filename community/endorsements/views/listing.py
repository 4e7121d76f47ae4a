"""The public list."""

from datetime import timedelta
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import guard
from community.db import now
from community.declaration.texts import text
from community.endorsements import queries
from community.endorsements.filtering import FilterForm
from community.endorsements.views.blueprint import blueprint
from community.i18n import LANGUAGE_NAMES, country_name, current_language
from community.members.wording import PROFESSIONS

LATELY = timedelta(days=30)


@blueprint.get("/endorsements")
@guard("endorsements.index")
def index() -> ResponseReturnValue:
    """Who stands behind the declaration."""
    form = FilterForm(request.args)
    filters, asked, after = form.filters(), form.asked(), request.args.get("after")
    total = queries.count_endorsers()
    return render_template(
        "endorsements/index.html",
        form=form,
        asked=asked,
        chosen=[(words, _without(asked, name)) for name, words in form.chosen()],
        page=queries.list_endorsements(after, filters=filters),
        featured=[] if after or filters.are_many else queries.list_featured(filters.commitment),
        professions=PROFESSIONS,
        total=total,
        lately=queries.count_endorsers(since=now() - LATELY),
        counts=queries.counts_by_commitment(),
        groups=_groups(total),
        text=text(current_language()),
    )


def _without(asked: dict[str, Any], name: str) -> str:
    left = {other: value for other, value in asked.items() if other != name}
    return url_for("endorsements.index", **left) + "#names"


def _groups(total: int) -> list[dict[str, Any]]:
    """The figures about people: of countries, professions and languages those that are large enough, and the rest."""
    found = (
        ("country", queries.list_countries(), country_name),
        ("profession", queries.list_professions(), lambda code: PROFESSIONS.get(code, code)),
        ("said_in", queries.list_languages(), lambda code: LANGUAGE_NAMES.get(code, code)),
    )
    return [
        {
            "name": name,
            "figures": [(key, words(key), figure) for key, figure in figures],
            "rest": queries.tell_rest(figures, total),
        }
        for name, figures, words in found
    ]
