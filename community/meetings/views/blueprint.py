"""The blueprint that the pages of meetings are on, and their place in the menu of a group."""

from flask import Blueprint

import community.meetings.listeners  # noqa: F401  (connects what it listens to)
from community.groups.sections import Section, add_section
from community.i18n import lazy

blueprint = Blueprint("meetings", __name__)

add_section(Section("meetings.index", lazy("Meetings"), 60))

# Nobody writes so much by hand.
MOST_A_DAY = "20 per hour; 60 per day"
