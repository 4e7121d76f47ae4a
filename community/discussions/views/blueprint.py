"""The blueprint that the pages of discussions are on."""

from flask import Blueprint

blueprint = Blueprint("discussions", __name__)
