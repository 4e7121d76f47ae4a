"""What other sites show of the count: a page for a frame, and a picture. Nobody is asked who they are."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from community.access import guard
from community.declaration.texts import COMMITMENTS, text
from community.endorsements import queries
from community.endorsements.badges import lay_out
from community.i18n import LANGUAGES, _, current_language, ngettext
from community.web.publishing import publish
from community.web.templating import thousands

blueprint = Blueprint("embeds", __name__, url_prefix=f"/embed/<any({', '.join(LANGUAGES)}):language>")


@blueprint.get("/count")
@guard("embeds.count")
def count() -> ResponseReturnValue:
    """The count with its ripple, and the way to endorse: a page that may stand in a frame of any site."""
    page = render_template("embeds/count.html", **card(asked_commitment()))
    return publish(Response(page), framed=True)


@blueprint.get("/badge.svg")
@guard("embeds.badge")
def badge() -> ResponseReturnValue:
    """The count as a small picture."""
    chosen = asked_commitment()
    endorsers = queries.count_endorsers() if chosen is None else queries.count_endorsers_of(chosen)
    figure = ngettext("%(count)s endorser", "%(count)s endorsers", endorsers, count=thousands(endorsers))
    picture = render_template("embeds/badge.svg", badge=lay_out(_label(chosen), figure))
    return publish(Response(picture, mimetype="image/svg+xml"))


def asked_commitment() -> int | None:
    """The commitment in the address, None where there is none.

    Another is not found: who asked for the count of a commitment must not be shown that of all.
    """
    asked = request.args.get("commitment")
    if asked is None:
        return None
    known = {str(number): number for number in COMMITMENTS}
    if asked not in known:
        abort(404)
    return known[asked]


def card(chosen: int | None) -> dict[str, Any]:
    """What the card in a frame says, of the declaration or of one commitment."""
    return {
        "chosen": chosen,
        "counts": queries.counts_by_commitment(),
        "endorsers": queries.count_endorsers() if chosen is None else queries.count_endorsers_of(chosen),
        "text": text(current_language()),
    }


def _label(chosen: int | None) -> str:
    name = str(_("Demonstration") if current_app.config["DEMO"] else _("Washington Declaration"))
    return name if chosen is None else f"{name} · {_('Commitment %(number)d', number=chosen)}"
