"""The pages of announcements."""

from community.announcements import listeners
from community.announcements.views import public, reading, writing
from community.announcements.views.blueprint import blueprint

__all__ = ["blueprint", "listeners", "public", "reading", "writing"]
