"""The blueprint of the pages of accounts, and how often one may try."""

from flask import Blueprint

from community.extensions import limiter

blueprint = Blueprint("accounts", __name__)

attempts = limiter.limit("10 per minute; 60 per hour", methods=["POST"])
