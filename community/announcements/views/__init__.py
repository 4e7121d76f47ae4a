"""The pages of announcements."""

from community.announcements.views.blueprint import blueprint

__all__ = ["blueprint"]
