"""What went wrong, told to programs: problem details (RFC 9457)."""

from typing import Any

from flask import current_app, g, jsonify
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Response

from community.i18n import current_language

MIMETYPE = "application/problem+json"


def problem(code: int, title: str, detail: str, **more: Any) -> Response:
    """An error as programs read it, open to other sites as what it is about.

    title: what kind of error it is, in the reader's language. detail: a sentence on this one. more: members of its own,
    such as the sentences on each parameter.
    """
    g.published = True
    said = {"type": "about:blank", "status": code, "title": title or HTTP_STATUS_CODES.get(code, ""), "detail": detail}
    response = jsonify(said | more)
    response.status_code = code
    response.mimetype = MIMETYPE
    response.headers["Content-Language"] = current_language()
    response.vary.add("Accept-Language")
    return current_app.make_response(response)
