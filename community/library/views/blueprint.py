"""The blueprint that the pages of libraries are on, and their place in the menu of a group."""

from flask import Blueprint

import community.library.listeners  # noqa: F401  (connects what it listens to)
from community.groups.sections import Section, add_section
from community.i18n import lazy

blueprint = Blueprint("library", __name__)

add_section(Section("library.index", lazy("Library"), 70))

# Nobody shares so much by hand.
MOST_LINKS_A_DAY = "30 per hour; 60 per day"
MOST_FILES_A_DAY = "20 per hour; 40 per day"
