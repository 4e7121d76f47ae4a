"""The pages of endorsements."""

from community.endorsements.views import endorsing, figures, listing
from community.endorsements.views.blueprint import blueprint

__all__ = ["blueprint", "endorsing", "figures", "listing"]
