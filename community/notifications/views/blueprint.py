"""The blueprint that the pages of notifications are on."""

from flask import Blueprint

import community.notifications.listeners  # noqa: F401  (connects what it listens to)

blueprint = Blueprint("notifications", __name__)
