"""What is known of each request afterwards: one line in the log and one more in the count, and the number of both.

Nothing of whoever asked is in it: no path, in which a token may stand, no query, no address, no member.
"""

import logging
import time
from collections.abc import Iterable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from flask import Flask, request

from community import metrics, request_ids

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
# Anybody may ask with any word as a method: nobody shall fill the count with them.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_RULE = "none"
_rule: ContextVar[str] = ContextVar("rule", default=NO_RULE)

# What answers before the application does may say what it matched the path by.
matched = _rule.set


def init_app(app: Flask) -> None:
    """Tell of every request; to be asked before whatever answers."""
    app.url_value_preprocessor(_note_rule)
    app.wsgi_app = Traced(app.wsgi_app)  # type: ignore[method-assign]


def _note_rule(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if request.url_rule:
        matched(request.url_rule.rule)


class Traced:
    """Gives each request its number, and tells of it when it is answered."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        number = request_ids.choose(_given(environ))
        before = request_ids.use(number)
        matched(NO_RULE)
        began, status = time.perf_counter(), 500

        def start(line: str, headers: list[tuple[str, str]], failure: Any = None, /) -> Any:
            nonlocal status
            status = int(line[:3])
            return start_response(line, [*headers, (HEADER, number)], failure)

        try:
            return self._app(environ, start)
        finally:
            _tell(environ, status, time.perf_counter() - began)
            request_ids.leave(before)


def _given(environ: "WSGIEnvironment") -> str | None:
    # Only where a proxy of ours has asked, which is noted by what has read its headers.
    is_forwarded = "werkzeug.proxy_fix.orig" in environ
    return environ.get("HTTP_X_REQUEST_ID") if is_forwarded else None


def _tell(environ: "WSGIEnvironment", status: int, seconds: float) -> None:
    rule, method = _rule.get(), environ["REQUEST_METHOD"]
    told = method if method in METHODS else "other"
    log.info("request", extra={"method": told, "status": status, "ms": round(seconds * 1000, 1), "rule": rule})
    metrics.count_request(rule, told, status, seconds)
