"""The pages of notifications."""

from community.notifications.views import reading, settings, unsubscribing
from community.notifications.views.blueprint import blueprint

__all__ = ["blueprint", "reading", "settings", "unsubscribing"]
