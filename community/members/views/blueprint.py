"""The blueprint that the pages of members are on."""

from flask import Blueprint

blueprint = Blueprint("members", __name__)
