"""The blueprint that the pages of contacts are on, and what the head of every page asks it."""

from flask import Blueprint

import community.contacts.listeners  # noqa: F401  (connects what it listens to)
from community.access import current_session

blueprint = Blueprint("contacts", __name__)


@blueprint.app_template_global()
def something_waits() -> bool:
    """Whether something waits for the one who is looking; known since their session was found."""
    session = current_session()
    return bool(session and session.something_waits)
