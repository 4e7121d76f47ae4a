"""The blueprint of the pages of endorsements."""

from flask import Blueprint

blueprint = Blueprint("endorsements", __name__)
