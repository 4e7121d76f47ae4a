"""Pages that are the same for every visitor are made once and kept, as long as nothing is written.

Kept is only what ALIKE names, and of that only what was made for somebody without a session, at the site's own address,
and sets no cookie. The state of the database is looked at each time (`versions`), so that whatever is withdrawn is gone
within a second, and within a minute what changes with the clock. Whoever has a session is never shown a kept page, and
sees at once what they did. Where the cache is away, pages are made anew.

Kept pages are sent compressed: they carry no secret that could be guessed from their length (BREACH). Pages of members,
and those with a token, never are.
"""

import gzip
import re
from collections.abc import Iterable
from contextlib import closing
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from werkzeug.datastructures import Accept, Headers
from werkzeug.http import parse_accept_header, parse_etags, quote_etag, unquote_etag
from werkzeug.wrappers import Response

from community.config import Config
from community.i18n import LANGUAGES, guess_language
from community.replicas import is_chosen
from community.web.headers import lasting_headers
from community.web.shelves import Kept, open_cache
from community.web.tracing import matched
from community.web.versions import Versions

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# The pages that are alike for all visitors, and what they look at in the query.
ALIKE: dict[str, frozenset[str]] = {
    "home.index": frozenset(),
    "home.about": frozenset(),
    "home.privacy": frozenset(),
    "home.roles": frozenset(),
    "declaration.read": frozenset({"view"}),
    "declaration.commitment": frozenset(),
    "declaration.version": frozenset(),
    "ledger.index": frozenset(),
    "endorsements.index": frozenset({"commitment"}),
    "endorsements.figures": frozenset(),
    "endorsements.embed": frozenset({"commitment"}),
    "embeds.count": frozenset({"commitment"}),
    "embeds.badge": frozenset({"commitment"}),
    "groups.index": frozenset({"commitment"}),
    "groups.page": frozenset(),
    "groups.charter": frozenset(),
    "announcements.news": frozenset(),
    "announcements.published": frozenset(),
}
# One value at most, of those that pages link to: nobody fills the cache with one page under a thousand addresses.
_PLAIN_PATH = re.compile(r"/[A-Za-z0-9._/-]{0,200}")
_PLAIN_QUERY = re.compile(r"(commitment=[1-7]|view=both)?")
LARGEST = 64 * 1024  # bytes of a compressed page
# What the environment of a request says: its answer would be kept; and then, by the rule of the page: it may be.
OFFERED, ALLOWED = "community.offered", "community.allowed"
# Beside those that every answer carries; any other belongs to the one answer that it came with.
KEPT_HEADERS = {"content-type", "content-language", "cache-control", "vary", "access-control-allow-origin"}


def init_app(app: Flask) -> None:
    """Keep pages before the application is asked for them."""
    config: Config = app.config["COMMUNITY"]
    app.after_request(_mark)
    if config.cache_url and not app.debug:  # whoever changes templates wants to see it
        app.extensions["pages"] = app.wsgi_app = PageCache(app, config)  # type: ignore[method-assign]


def _mark(response: Response) -> Response:
    """Give a page that is alike for visitors the mark by which they ask whether it still holds; allow to keep it."""
    if request.endpoint not in ALIKE or response.status_code != 200 or response.cache_control.no_store:
        return response
    response.vary.add("Accept-Encoding")
    response.add_etag(weak=True)
    if OFFERED in request.environ and request.args.keys() <= ALIKE[request.endpoint]:
        # Whoever keeps it compares the marks.
        request.environ[ALLOWED] = request.url_rule.rule if request.url_rule else ""
    else:
        response.make_conditional(request)
    return response


class PageCache:
    """Answers visitors with pages that were made before, and keeps those that are made for them."""

    def __init__(self, app: Flask, config: Config) -> None:
        self._app: WSGIApplication = app.wsgi_app
        self._cache = open_cache(app, config)
        self._primary = Versions(config.database_url)
        self._replica = Versions(config.replica_url) if config.replica_url else self._primary
        self._host = config.host
        name = str(app.config["LANGUAGE_COOKIE_NAME"])
        self._choices: dict[str, str | None] = {"": None} | {f"{name}={code}": code for code in LANGUAGES}
        self._kept_headers = KEPT_HEADERS | {header.lower() for header in lasting_headers(app)}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        if not self._is_of_a_visitor(environ):
            return self._app(environ, start_response)
        version = (self._replica if is_chosen(environ) else self._primary).current()
        if version is None:
            return self._app(environ, start_response)
        key = f"{environ['wsgi.url_scheme']}:{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"
        page: Kept | None = self._cache.get(key)
        if page is not None and page.version == version:
            matched(page.rule)
            return _send(page, environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":
            return self._app(environ, start_response)
        return self._make(key, version, environ, start_response)

    def _is_of_a_visitor(self, environ: "WSGIEnvironment") -> bool:
        """Whether the answer depends on nothing but the address: on no cookie, host or language that is asked for."""
        cookie = environ.get("HTTP_COOKIE", "")
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or cookie not in self._choices:
            return False
        path = str(environ["PATH_INFO"])
        if environ.get("HTTP_HOST") != self._host or environ.get("SCRIPT_NAME"):
            return False
        if not (_PLAIN_PATH.fullmatch(path) and _PLAIN_QUERY.fullmatch(environ.get("QUERY_STRING", ""))):
            return False
        language = path[1:].partition("/")[0]
        if language not in LANGUAGES:
            return True
        # A page in another language than one would be led to is remembered in a cookie, with this one answer.
        return language == guess_language(self._choices[cookie], environ.get("HTTP_ACCEPT_LANGUAGE", ""))

    def close(self) -> None:
        """Let go of the databases."""
        self._primary.close()
        self._replica.close()

    def _make(
        self, key: str, version: str, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        begun: list[Any] = []

        def begin(*said: Any) -> Any:
            begun[:] = said
            return written.append

        written: list[bytes] = []
        environ[OFFERED] = True
        answer = self._app(environ, begin)
        headers = Headers(begun[1])
        if ALLOWED not in environ or "Set-Cookie" in headers:
            start_response(*begun)
            return answer
        with closing(answer):  # type: ignore[type-var]
            packed = gzip.compress(b"".join(answer), 6, mtime=0)
        # Weak: compressed or not, it is one page.
        etag = quote_etag(unquote_etag(headers["ETag"])[0], weak=True)
        lasting = [one for one in headers if one[0].lower() in self._kept_headers]
        page = Kept(version, environ[ALLOWED], etag, lasting, packed)
        if len(packed) <= LARGEST:
            self._cache.set(key, page)
        return _send(page, environ, start_response)


def _send(page: Kept, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    headers = [*page.headers, ("ETag", page.etag)]
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and parse_etags(asked).contains_weak(unquote_etag(page.etag)[0]):
        start_response("304 Not Modified", [one for one in headers if one[0] != "Content-Type"])
        return []
    if _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
        body = page.packed
        headers.append(("Content-Encoding", "gzip"))
    else:
        body = gzip.decompress(page.packed)
    headers.append(("Content-Length", str(len(body))))
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


@lru_cache(maxsize=256)
def _takes_gzip(accepted: str) -> bool:
    return parse_accept_header(accepted, Accept).quality("gzip") > 0
