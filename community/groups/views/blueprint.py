"""The blueprint of the pages of working groups, and how often one may send what reaches other people."""

from flask import Blueprint

from community.limits import per_network

blueprint = Blueprint("groups", __name__)

attempts = per_network("30 per hour")
