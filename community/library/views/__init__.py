"""The pages of libraries."""

from community.library.views import items
from community.library.views.blueprint import blueprint

__all__ = ["blueprint", "items"]
