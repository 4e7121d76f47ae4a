"""The pages of vouching."""

from flask import Blueprint

blueprint = Blueprint("vouching", __name__)
