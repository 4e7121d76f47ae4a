"""The blueprint of the pages of working groups, and how often one may send what reaches other people."""

from flask import Blueprint

from community.extensions import limiter

blueprint = Blueprint("groups", __name__)

attempts = limiter.limit("30 per hour", methods=["POST"])
