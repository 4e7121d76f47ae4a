"""What all answers of the API have in common: the guard of their number, what scripts of other sites may, errors."""

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue

from community.endorsements.views.api.asking import BadParameters
from community.i18n import _, current_language
from community.limits import hit
from community.web.client import client_key
from community.web.problems import problem
from community.web.publishing import publish

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

# From one network. Whoever reads the whole list of a million names is done in half a day.
RATES = "120 per minute; 2000 per hour"
A_DAY = 24 * 3600


@blueprint.before_request
def _count_question() -> None:
    if request.method != "OPTIONS":
        hit("api", client_key(), RATES)


@blueprint.after_request
def _open_to_scripts(response: Response) -> Response:
    """Let scripts of any site read the answer, and ask with the mark of the one that they have."""
    g.published = True
    response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        response.headers["Access-Control-Max-Age"] = str(A_DAY)
    return response


@blueprint.errorhandler(BadParameters)
def _explain(error: BadParameters) -> ResponseReturnValue:
    title = str(_("A parameter of the address is wrong"))
    return problem(400, title, " ".join(words for words in error.sentences.values()), errors=error.sentences)


def answer(said: object, *, etag: str | None = None, mimetype: str = "application/json") -> Response:
    """An answer in JSON, with a mark by which programs ask whether it still holds.

    etag: where what is the same is not written the same each time.
    """
    response = jsonify(said)
    response.mimetype = mimetype
    response.headers["Content-Language"] = current_language()
    response.vary.add("Accept-Language")
    if etag:
        response.set_etag(etag, weak=True)
    return publish(response)
