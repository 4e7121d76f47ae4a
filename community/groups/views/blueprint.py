"""The blueprint of the pages of working groups, their menu, and how often one may send what reaches other people."""

from flask import Blueprint

from community.groups.cards import group_card
from community.groups.sections import Section, add_section, list_sections
from community.i18n import lazy
from community.limits import per_network

blueprint = Blueprint("groups", __name__)
blueprint.add_app_template_global(list_sections)
blueprint.add_app_template_global(group_card)

attempts = per_network("30 per hour")

for section in (
    Section("groups.page", lazy("Overview"), 0),
    Section("groups.roster", lazy("Members"), 90),
    Section("groups.requests", lazy("Requests"), 10, running=True),
    Section("groups.invitations", lazy("Invitations"), 20, running=True),
    Section("groups.edit", lazy("Edit the group"), 90, running=True),
):
    add_section(section)
