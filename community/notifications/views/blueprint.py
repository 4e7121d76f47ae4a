"""The blueprint that the pages of notifications are on, and what the head of every page asks it."""

from flask import Blueprint

import community.notifications.listeners  # noqa: F401  (connects what it listens to)
from community.access import current_session

blueprint = Blueprint("notifications", __name__)


@blueprint.app_template_global()
def count_news() -> int:
    """How much is new to the one who is looking; known since their session was found."""
    session = current_session()
    return session.news or 0 if session else 0
