"""Rings: new accounts that vouch for nobody but each other."""

from flask import render_template
from flask.typing import ResponseReturnValue

from community.access import guard
from community.db import now
from community.moderation.views.blueprint import blueprint
from community.vouching.queries import MOST_RINGS, list_rings
from community.vouching.rings import NEW


@blueprint.get("/rings")
@guard("moderation.rings")
def rings() -> ResponseReturnValue:
    """The rings, the largest first, each with its accounts, their ages, and what they say of each other."""
    return render_template("moderation/rings.html", rings=list_rings(), most=MOST_RINGS, days=NEW.days, now=now())
