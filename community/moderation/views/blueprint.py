"""The blueprint that the pages of the desk are on."""

from flask import Blueprint

blueprint = Blueprint("moderation", __name__)
