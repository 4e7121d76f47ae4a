"""The pages of discussions."""

from community.discussions import listeners
from community.discussions.views import coordinating, posts, topics
from community.discussions.views.blueprint import blueprint

__all__ = ["blueprint", "coordinating", "listeners", "posts", "topics"]
