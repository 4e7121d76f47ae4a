"""The blueprint that the pages of finding are on."""

from flask import Blueprint

blueprint = Blueprint("finding", __name__)
