"""The blueprint that the pages of library are on."""

from flask import Blueprint

blueprint = Blueprint("library", __name__)
