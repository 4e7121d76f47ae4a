"""The headers that every answer carries, errors too (OWASP ASVS 5.0, V3.4)."""

from functools import cache

from flask import Flask, current_app, g, request, session
from werkzeug.datastructures import ContentSecurityPolicy
from werkzeug.wrappers import Response

from community.access import viewer

POLICY = {
    "default-src": "'none'",
    "object-src": "'none'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self'",
    "script-src": "'self'",
    # The quick exit ends the session while the browser is already on its way.
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
PERMISSIONS = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
A_YEAR = 365 * 24 * 3600
DEMAND_HTTPS = f"max-age={2 * A_YEAR}; includeSubDomains"


def init_app(app: Flask) -> None:
    """Put the headers on every answer of the application."""
    app.after_request(harden)


def clear_site_data(*, cookies: bool) -> None:
    """Have the browser forget, with this answer, what it has stored of this site; with `cookies`, those too."""
    g.clear_site_data = '"cache", "cookies", "storage"' if cookies else '"cache", "storage"'


def never_store() -> None:
    """Have nobody store this answer: it is somebody's own, though they are not logged in."""
    g.unstored = True


def lasting_headers(app: Flask) -> dict[str, str]:
    """What every answer carries, whatever it is and whoever asks; for what is answered without the application."""
    headers = {
        "Content-Security-Policy": _content_policy(framed=False, sandboxed=False),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
    }
    return headers | ({"Strict-Transport-Security": DEMAND_HTTPS} if app.config["SESSION_COOKIE_SECURE"] else {})


def harden(response: Response) -> Response:
    """Add the security headers to one answer; a member's pages and every answer to a form are never stored."""
    headers = response.headers
    published, framed = g.get("published", False), g.get("framed", False)
    headers["Content-Security-Policy"] = _content_policy(framed=framed, sandboxed=g.get("sandboxed", False))
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin" if published else "same-origin"
    headers["Permissions-Policy"] = PERMISSIONS
    if not framed:
        headers["X-Frame-Options"] = "DENY"
    if published:
        headers["Access-Control-Allow-Origin"] = "*"
    if "clear_site_data" in g:
        headers["Clear-Site-Data"] = g.clear_site_data
    # Never over http, so that a developer's browser does not keep 127.0.0.1 to https for two years.
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = DEMAND_HTTPS
    if not published and request.endpoint != "static":
        response.vary.add("Cookie")  # whoever is logged in reads another page
    if request.endpoint == "static" and response.status_code < 400:
        headers["Cache-Control"] = "no-cache"
    elif published and response.status_code < 400:
        lasting = f"public, max-age={A_YEAR}, immutable"
        headers["Cache-Control"] = lasting if g.get("lasting", False) else "public, no-cache"
    elif published or "unstored" in g or viewer() or _answers_one() or response.status_code >= 400:
        headers["Cache-Control"] = "no-store"
    else:
        headers["Cache-Control"] = "private, no-cache"
    return response


@cache
def _content_policy(*, framed: bool, sandboxed: bool) -> str:
    policy = POLICY | {"frame-ancestors": "*"} if framed else POLICY
    # What members have brought: if a browser did show it, it would run nothing and belong to no origin.
    return ContentSecurityPolicy(policy | {"sandbox": ""} if sandboxed else policy).to_header()


def _answers_one() -> bool:
    """Whether the answer is to what somebody did, or carries something for them alone."""
    return request.method == "POST" or session.modified
