"""The blueprint that the pages of notifications are on."""

from flask import Blueprint

blueprint = Blueprint("notifications", __name__)
