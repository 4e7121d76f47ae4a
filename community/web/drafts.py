"""Texts that somebody wrote and could not send: a page shows them again, so that nothing is lost.

A login can end while somebody writes, and a page can be open for too long. Nothing is done with what was sent.
"""

import functools
from collections.abc import Callable
from typing import ParamSpec

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from community.access import viewer
from community.web.errors import show_error

P = ParamSpec("P")
# The field that people write long texts in, in every form that is kept so.
TEXT = "body"


def keeps_text(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Show what was typed to somebody whose login has ended, whether or not there is anything at the address."""

    @functools.wraps(view)
    def kept(*args: P.args, **values: P.kwargs) -> ResponseReturnValue:
        if request.method == "POST" and viewer() is None and _is_draft():
            return _page(403)
        return view(*args, **values)

    return kept


def keep_text(error: CSRFError) -> ResponseReturnValue:
    """For a blueprint's error handler: show what was typed where the token of the form does not hold any more."""
    return _page(400) if _is_draft() else show_error(error)


def _is_draft() -> bool:
    """Whether a text was sent from a page of ours: what another site sends would seem to be the reader's own."""
    origin = request.headers.get("Origin", request.host_url).rstrip("/")
    is_ours = origin == request.host_url.rstrip("/") and request.headers.get("Sec-Fetch-Site") != "cross-site"
    return is_ours and bool(request.form.get(TEXT, "").strip())


def _page(status: int) -> ResponseReturnValue:
    kept = {name: value for name, value in request.form.items() if name not in ("csrf_token", "preview", TEXT)}
    page = render_template("layout/draft.html", text=request.form[TEXT], kept=kept, logged_in=viewer() is not None)
    return make_response(page, status)
