"""The blueprint that the pages of announcements are on, and their places in the menu of a group."""

from flask import Blueprint

from community.groups.sections import Section, add_section
from community.i18n import lazy

blueprint = Blueprint("announcements", __name__)

add_section(Section("announcements.index", lazy("Announcements"), 20))
add_section(Section("announcements.announce", lazy("Announce something"), 30, running=True))
