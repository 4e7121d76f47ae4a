"""The blueprint that the pages of decisions are on."""

from flask import Blueprint

blueprint = Blueprint("decisions", __name__)
