"""The pages of meetings."""

from community.meetings.views import meetings, minutes, subscribing
from community.meetings.views.blueprint import blueprint

__all__ = ["blueprint", "meetings", "minutes", "subscribing"]
