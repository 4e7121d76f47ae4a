"""The pages of endorsements."""

from community.endorsements.views import embedding, endorsing, feed, figures, listing, sharing, yours
from community.endorsements.views.blueprint import blueprint

__all__ = ["blueprint", "embedding", "endorsing", "feed", "figures", "listing", "sharing", "yours"]
