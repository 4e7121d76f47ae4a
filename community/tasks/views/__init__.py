"""The pages of tasks."""

from community.tasks.views.blueprint import blueprint

__all__ = ["blueprint"]
