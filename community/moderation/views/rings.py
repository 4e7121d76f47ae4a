"""Rings: new accounts that vouch for nobody but each other."""

from flask import render_template
from flask.typing import ResponseReturnValue

from community.access import guard, viewer
from community.db import now
from community.members.queries import list_names
from community.moderation.views.blueprint import blueprint
from community.vouching.queries import MOST_EDGES, MOST_RINGS, list_rings
from community.vouching.rings import NEW


@blueprint.get("/rings")
@guard("moderation.rings")
def rings() -> ResponseReturnValue:
    """The rings, the largest first, each with its accounts, their ages, and what they say of each other."""
    found = list_rings()
    names = list_names(viewer(), [member for ring in found for member in ring.members])
    limits = {"most": MOST_RINGS, "edges": MOST_EDGES, "days": NEW.days}
    return render_template("moderation/rings.html", rings=found, names=names, now=now(), **limits)
