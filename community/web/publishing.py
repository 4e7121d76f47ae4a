"""Answers that are the same for everybody and may be taken up by other sites and machines.

Caches may keep them, but ask before each use whether they still hold: what is withdrawn is gone at once.
"""

from typing import Any

from flask import Flask, Response, current_app, g, request, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer

from community.config import Config


class Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie, of which what is published, or a file, neither sets one nor says it depends on one.

    Extensions look into the session of every request when it ends, so that otherwise every answer would vary by cookie
    and no cache could keep it.
    """

    def __init__(self) -> None:
        self._serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs and reads the cookie: the same for every request, since it is made of the settings alone."""
        self._serializer = self._serializer or super().get_signing_serializer(app)
        return self._serializer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep the session with the answer, unless the answer is for everybody."""
        if not g.get("published", False) and request.endpoint != "static":
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Keep sessions out of what is published."""
    app.session_interface = Sessions()


def publish(response: Response, *, framed: bool = False, lasting: bool = False) -> Response:
    """Let other sites use an answer, for which nobody's session may have been asked.

    framed: whether it may stand in a frame of another site. lasting: whether it is the same forever. Returns 304
    without a body where the asker has it already (RFC 9110, 13).
    """
    g.published, g.framed, g.lasting = True, framed, lasting
    response.add_etag()
    response.make_conditional(request)
    return response


def public_url(endpoint: str, **values: Any) -> str:
    """The whole address of an endpoint, as other sites are to know it: whatever host this request came by."""
    config: Config = current_app.config["COMMUNITY"]
    return config.public_url + url_for(endpoint, **values)
