"""The blueprint that the pages of meetings are on."""

from flask import Blueprint

blueprint = Blueprint("meetings", __name__)
