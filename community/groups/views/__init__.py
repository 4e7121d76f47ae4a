"""The pages of working groups."""

from community.groups import listeners
from community.groups.views import coordinating, inviting, visiting
from community.groups.views.blueprint import blueprint

__all__ = ["blueprint", "coordinating", "inviting", "listeners", "visiting"]
