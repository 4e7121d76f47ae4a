"""The pages of meetings."""

from community.meetings.views.blueprint import blueprint

__all__ = ["blueprint"]
