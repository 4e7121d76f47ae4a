"""The blueprint of the pages of accounts, and how often one may try."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ServiceUnavailable

from community.accounts.passwords import TooManyAtOnce
from community.limits import per_network
from community.web.errors import show_error

COME_BACK = 15  # seconds

blueprint = Blueprint("accounts", __name__)

attempts = per_network("10 per minute; 60 per hour")


@blueprint.app_errorhandler(TooManyAtOnce)
def show_too_many(error: TooManyAtOnce) -> ResponseReturnValue:
    """The page for the one whose password could not be computed in time (503)."""
    return show_error(ServiceUnavailable(retry_after=COME_BACK))
