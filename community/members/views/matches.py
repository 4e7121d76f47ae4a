"""Offer and need meet."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.members import limits, queries
from community.members.models import Audience, Limit
from community.members.views.blueprint import blueprint

# How many of each list the page shows that has both.
FIRST = 6


@blueprint.get("/members/matches")
@guard("members.matches")
def matches() -> ResponseReturnValue:
    """People who offer what one looks for, and people who look for what one offers: the first of both, or one list."""
    limits.count(actor(), Limit.DIRECTORY)
    profile = queries.get_profile(actor())
    asked = request.args.get("list")
    only = asked if asked in queries.ANSWERED_BY else None
    fields = [only] if only else list(queries.ANSWERED_BY)
    found = queries.list_matches(actor(), profile, fields, after=request.args.get("after") if only else None)
    shown = render_template(
        "members/matches.html",
        found=found,
        only=only,
        first=FIRST,
        profile=profile,
        offers_closed=profile.offers and profile.audience("offers") is Audience.ONLY_ME,
    )
    return shown, {"X-Robots-Tag": "noindex"}
