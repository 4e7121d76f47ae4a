"""The pages of discussions."""

from community.discussions.views.blueprint import blueprint

__all__ = ["blueprint"]
