"""The blueprint that the pages of announcements are on."""

from flask import Blueprint

blueprint = Blueprint("announcements", __name__)
