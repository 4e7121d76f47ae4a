"""The pages of working groups."""

from community.groups import listeners
from community.groups.views import charge, choosing, coordinating, desk, inviting, roster, rosters, visiting
from community.groups.views.blueprint import blueprint

__all__ = ["blueprint", "charge", "choosing", "coordinating", "desk", "inviting", "listeners", "roster", "rosters", "visiting"]
