"""The pages of the desk."""

import community.moderation.listeners  # noqa: F401  (connects what it listens to)
from community.moderation.views import (
    branches,
    bulk,
    claiming,
    desk,
    endorsements,
    founding,
    helping,
    letters,
    looked,
    members,
    openings,
    proposals,
    reports,
    rings,
)
from community.moderation.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "branches",
    "bulk",
    "claiming",
    "desk",
    "endorsements",
    "founding",
    "helping",
    "letters",
    "looked",
    "members",
    "openings",
    "proposals",
    "reports",
    "rings",
]
