"""The count in pictures, each with its table."""

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from community.access import guard
from community.db import now
from community.declaration.texts import text
from community.endorsements import drawing, queries
from community.endorsements.views.blueprint import blueprint
from community.endorsements.views.listing import LATELY
from community.i18n import country_name, current_language
from community.web.templating import thousands

LEADING = 3

# What the components growth.html, bars.html and map.html draw with, wherever they are included.
blueprint.add_app_template_global(drawing.draw_growth)
blueprint.add_app_template_global(drawing.draw_world)
blueprint.add_app_template_global(drawing.bar_lengths)


@blueprint.get("/endorsements/figures")
@guard("endorsements.figures")
def figures() -> ResponseReturnValue:
    """How many stand behind the declaration: the ripple, growth over time, by commitment, by country."""
    told, points = queries.read_figures(), queries.list_growth(now().date())
    return render_template(
        "endorsements/figures.html",
        total=told.total,
        lately=queries.count_endorsers(since=now() - LATELY),
        counts=told.by_commitment,
        points=points,
        first=points[0][0] + timedelta(days=1) if points else None,
        countries=told.countries,
        rest=queries.tell_rest(told.countries, told.total),
        leading=[f"{country_name(code)} ({thousands(figure)})" for code, figure in told.countries[:LEADING]],
        text=text(current_language()),
    )
