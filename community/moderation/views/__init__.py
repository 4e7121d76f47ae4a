"""The pages of the desk."""

import community.moderation.listeners  # noqa: F401  (connects what it listens to)
from community.moderation.views import claiming, desk, founding, members
from community.moderation.views.blueprint import blueprint

__all__ = ["blueprint", "claiming", "desk", "founding", "members"]
