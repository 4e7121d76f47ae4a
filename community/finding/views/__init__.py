"""The pages of finding."""

from community.finding import listeners
from community.finding.views import searching
from community.finding.views.blueprint import blueprint

__all__ = ["blueprint", "listeners", "searching"]
