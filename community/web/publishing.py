"""Answers that are the same for everybody and may be taken up by other sites and machines.

Caches may keep them, but ask before each use whether they still hold: what is withdrawn is gone at once.
"""

from flask import g, request
from werkzeug.wrappers import Response


def publish(response: Response, *, framed: bool = False) -> Response:
    """Let other sites use an answer, for which nobody's session may have been asked.

    framed: whether it may stand in a frame of another site. Returns 304 without a body where the asker has it already
    (RFC 9110, 13).
    """
    g.published, g.framed = True, framed
    response.add_etag()
    response.make_conditional(request)
    return response
