"""The blueprint that the pages of announcements are on, and their places in the menu of a group."""

from flask import Blueprint
from flask_wtf.csrf import CSRFError

from community.groups.sections import Section, add_section
from community.i18n import lazy
from community.web.drafts import keep_text

blueprint = Blueprint("announcements", __name__)
blueprint.register_error_handler(CSRFError, keep_text)

add_section(Section("announcements.index", lazy("Announcements"), 20))
add_section(
    Section(
        "announcements.announce",
        lazy("Announce something"),
        30,
        running=True,
        is_there=lambda group: group.is_active,
    )
)
