"""Applications with other settings, on the database of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, has_app_context

from community.app import create_app
from community.config import load_config
from community.db import db
from community.extensions import limiter


@contextmanager
def another_app(app: Flask, **settings: str) -> Iterator[Flask]:
    """The application as it would be with these settings (names without COMMUNITY_), not in testing mode."""
    config = app.config["COMMUNITY"]
    environ = {
        "INSTANCE": str(config.instance),
        "DATABASE_URL": config.database_url,
        "SECRET_KEY": config.secret_key,
        "URL": config.public_url,
        "LIMITS": "off",
        "CACHE_URL": "off",
        "ARGON2_TIME": str(config.argon2_time),
        "ARGON2_MEMORY": str(config.argon2_memory),
    }
    other = create_app(load_config({f"COMMUNITY_{name}": value for name, value in (environ | settings).items()}))
    try:
        yield other
    finally:
        if has_app_context():
            # The test's own session asks whichever application is current: what it has of this one it gives back.
            db.session.rollback()
        with other.app_context():
            disconnect()
        if pages := other.extensions.get("pages"):
            pages.close()
        if limiter.enabled:
            limiter.enabled = False  # the extension is one for all applications of this process
            limiter.reset()


def disconnect() -> None:
    """Close every connection that the current application has to its databases."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()
