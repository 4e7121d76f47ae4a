"""The pages of notifications."""

from community.notifications.views.blueprint import blueprint

__all__ = ["blueprint"]
