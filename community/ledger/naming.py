"""The name under which a ledger is known: the address of the site, from its settings."""

from flask import current_app

from community.config import Config


def site_origin() -> str:
    """The origin of a ledger that begins here and now, as in ripples.example/ledger."""
    config: Config = current_app.config["COMMUNITY"]
    return f"{config.host}/ledger"
