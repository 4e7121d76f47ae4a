"""Pages for what went wrong: in the site's look, in the reader's language, with what to do next.

Programs are told the same as problem details.
"""

import logging
from dataclasses import dataclass
from typing import Any

from flask import Flask, abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from limits.errors import StorageError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound, ServiceUnavailable, TooManyRequests
from werkzeug.wrappers import Response

from community import request_ids
from community.db import db, is_passing
from community.i18n import Words, _, is_for_machines, lazy
from community.refusals import Refusal
from community.replicas import note_failure
from community.web.problems import problem
from community.web.waiting import explain

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Explanation:
    """What an error page says."""

    heading: Words
    text: Words


EXPLANATIONS = {
    400: Explanation(
        lazy("We could not understand that request"),
        lazy("Something in it was missing or garbled. Go back, load the page again and try once more."),
    ),
    403: Explanation(
        lazy("This is not open to you"),
        lazy("You are logged in, but this page belongs to others. If you think it should be yours, ask a coordinator."),
    ),
    404: Explanation(
        lazy("There is nothing at this address"),
        lazy("The link may be mistyped or old, or the page may be closed to you. Start again from the front page."),
    ),
    405: Explanation(
        lazy("This page cannot be used that way"),
        lazy("It answers to a button on another page. Go back and press the button there."),
    ),
    413: Explanation(
        lazy("That was too much at once"),
        lazy("What you sent is larger than we can take. Shorten it and send it again."),
    ),
    429: Explanation(
        lazy("Please wait a moment"),
        lazy("There were too many attempts in a short time."),
    ),
    500: Explanation(
        lazy("Something broke on our side"),
        lazy("It was not your fault. What had been saved before is safe. Please try again in a few minutes."),
    ),
    503: Explanation(
        lazy("Very many people are coming in right now"),
        lazy("We could not get to you in time. Nothing is lost: wait a quarter of a minute and try again."),
    ),
}
NOT_COUNTED = Explanation(
    lazy("Something broke on our side"),
    lazy("We cannot take this in at the moment. Go back: what you typed is still there. Try again in a minute or two."),
)
AWAY = Explanation(
    lazy("We will be back in a moment"),
    lazy(
        "We cannot get at our records right now. What had been saved before is safe. If you had typed something, go "
        "back: it is still there. Please try again in half a minute."
    ),
)
SECONDS_AWAY = 15
FORM_EXPIRED = Explanation(
    lazy("The form had been open too long"),
    lazy("For your safety we did not accept it. Go back, load the page again and send the form once more."),
)


def init_app(app: Flask) -> None:
    """Answer every error and every refusal with a page."""
    app.register_error_handler(Refusal, show_refusal)
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(ObjectDeletedError, _show_nothing)
    app.register_error_handler(StorageError, show_not_counted)
    app.before_request(_refuse_nul)
    app.log_exception = _log_exception  # type: ignore[method-assign, assignment]


def _log_exception(raised: Any) -> None:
    # By the rule and not, as Flask does, by the path: in it may stand a token, which is a secret.
    rule = request.url_rule.rule if request.url_rule else "an unknown address"
    if is_passing(failure := raised[1]):
        log.error("The database could not answer %s [%s] now (%s)", rule, request.method, _kind_of(failure))
        return
    log.error("Exception on %s [%s]", rule, request.method, exc_info=raised)


def _kind_of(failure: Any) -> str:
    # Not what it says: that may be where the database is.
    return type(getattr(failure, "orig", None) or failure).__name__


def _refuse_nul() -> None:
    # No database has this character in a text: nothing is at such an address, and asking may be an error.
    if "\0" in request.path or any("\0" in value for value in request.args.values()):
        abort(404)


def _show_nothing(error: ObjectDeletedError) -> ResponseReturnValue:
    # Somebody else has just deleted what this was about: like what never was there.
    _leave_transaction()
    return show_error(NotFound())


def show_refusal(refusal: Refusal) -> ResponseReturnValue:
    """The page for something that the rules of the community do not allow (409)."""
    explanation = Explanation(lazy("That was not possible"), str(refusal))
    return _page(409, explanation), 409


def show_error(error: HTTPException) -> ResponseReturnValue:
    """The page for an HTTP error, with the headers that belong to it, as Allow and Retry-After."""
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, InternalServerError):
        _leave_transaction()
        if is_passing(error.original_exception):
            note_failure()
            return _answer(ServiceUnavailable(retry_after=SECONDS_AWAY), AWAY)
    explanation = EXPLANATIONS.get(error.code, EXPLANATIONS[400 if error.code < 500 else 500])
    if isinstance(error, CSRFError):
        explanation = FORM_EXPIRED
    elif isinstance(error, TooManyRequests):
        explanation = _come_back(error)
    return _answer(error, explanation)


def show_not_counted(failure: StorageError) -> ResponseReturnValue:
    """The page where attempts cannot be counted (503): nothing is let through that should have been limited."""
    log.error("The store of limits does not answer (%s)", type(failure.args[0]).__name__)
    if isinstance(failure.args[0], SQLAlchemyError):
        _leave_transaction()
    return _answer(ServiceUnavailable(retry_after=60), NOT_COUNTED)


def _come_back(error: TooManyRequests) -> Explanation:
    known = error.description if error.description != TooManyRequests.description else None
    typed = None if is_for_machines() else _("Go back: what you typed is still there.")
    said = [*explain(error), typed, known]
    return Explanation(EXPLANATIONS[429].heading, " ".join(filter(None, said)))


def _answer(error: HTTPException, explanation: Explanation) -> ResponseReturnValue:
    code = error.code or 500
    response = current_app.make_response((_page(code, explanation), code))
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _page(code: int, explanation: Explanation) -> str | Response:
    if is_for_machines():
        return problem(code, str(explanation.heading), str(explanation.text))
    came_from = request.referrer
    back = came_from if came_from and came_from.startswith(request.host_url) and came_from != request.url else None
    words = {"heading": explanation.heading, "text": explanation.text}
    number = request_ids.current() if code >= 500 else ""
    return render_template("layout/error.html", code=code, back=back, number=number, **words)


def _leave_transaction() -> None:
    # The database may be what failed: the page must not ask it for the reader, nor continue its broken transaction.
    db.session.remove()
    g._login_user = AnonymousUserMixin()
