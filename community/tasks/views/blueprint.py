"""The blueprint that the pages of tasks are on."""

from flask import Blueprint

blueprint = Blueprint("tasks", __name__)
