"""The blueprint that the pages of discussions are on, and their places in the menu of a group."""

from flask import Blueprint
from flask_wtf.csrf import CSRFError

from community.groups.sections import Section, add_section
from community.i18n import lazy
from community.web.drafts import keep_text

blueprint = Blueprint("discussions", __name__)
blueprint.register_error_handler(CSRFError, keep_text)

add_section(Section("discussions.index", lazy("Discussions"), 30))
add_section(Section("discussions.reports", lazy("Reported posts"), 30, running=True))
