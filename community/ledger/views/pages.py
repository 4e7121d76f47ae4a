"""The page that says how the count can be checked, and what that proves."""

from flask import render_template
from flask.typing import ResponseReturnValue

from community.access import guard
from community.ledger import queries
from community.ledger.notes import verifier_key
from community.ledger.views.blueprint import blueprint

CHECKPOINTS = 10  # that the page lists


@blueprint.get("/ledger")
@guard("ledger.index")
def index() -> ResponseReturnValue:
    """What is proven and what is not, the last checkpoints, the downloads, and how to check a receipt."""
    key = queries.find_key()
    return render_template(
        "ledger/index.html",
        checkpoints=queries.list_checkpoints(CHECKPOINTS),
        key=verifier_key(key.origin, key.public) if key else None,
    )
