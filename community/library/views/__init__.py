"""The pages of library."""

from community.library.views.blueprint import blueprint

__all__ = ["blueprint"]
