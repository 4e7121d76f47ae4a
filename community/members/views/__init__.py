"""The pages of members."""

import community.members.listeners  # noqa: F401  (connects what it listens to)
from community.members.views import directory as directory
from community.members.views import matches as matches
from community.members.views import pictures as pictures
from community.members.views import profiles as profiles
from community.members.views.blueprint import blueprint

__all__ = ["blueprint"]
