"""The blueprint that the pages of members are on."""

from flask import Blueprint

from community.members.kinds import help_name, help_names
from community.members.wording import card_words

blueprint = Blueprint("members", __name__)
blueprint.add_app_template_global(help_name)
blueprint.add_app_template_global(help_names)
blueprint.add_app_template_filter(card_words)
