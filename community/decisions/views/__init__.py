"""The pages of decisions."""

from community.decisions.views.blueprint import blueprint

__all__ = ["blueprint"]
