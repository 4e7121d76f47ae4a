"""What a site cannot do without. A stranger who asks whether it is ready is told what these find."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from typing import cast

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from community import revisions, workers
from community.config import Config
from community.db import db, now
from community.watching.checks.faults import Fault

LEAST_FREE = 256  # MiB; PostgreSQL keeps 16 of them for each piece of its log, a picture takes 12
SILENT_AFTER = timedelta(minutes=1)  # three signs of life that did not come


def database() -> Iterator[Fault]:
    """Whether the database answers."""
    try:
        with db.engine.connect() as connection:
            connection.execute(sa.select(1))
    except SQLAlchemyError as failure:
        kind = type(getattr(failure, "orig", None) or failure).__name__
        yield Fault(
            "The database does not answer.",
            f"Look whether it runs, and whether COMMUNITY_DATABASE_URL is where it is ({kind}).",
        )


def migrations() -> Iterator[Fault]:
    """Whether the database has the tables of this release."""
    with db.engine.connect() as connection:
        present = revisions.present(connection)
    if present != revisions.newest():
        yield Fault(
            "The database needs `flask db upgrade`.",
            f"Run `flask prepare` with the release that is to be served: it needs revision {revisions.newest()}, and "
            f"the database has {present or 'none'}.",
        )


def worker() -> Iterator[Fault]:
    """Whether a worker lives."""
    seen_at = workers.last_sign()
    if seen_at is None or seen_at < now() - SILENT_AFTER:
        yield Fault(
            "No worker has given a sign of life lately.",
            "Start `flask worker`, or look into its log: until then no mail leaves and nothing is counted.",
        )


def disk() -> Iterator[Fault]:
    """Whether the disk of the instance has room."""
    config = cast(Config, current_app.config["COMMUNITY"])
    if shutil.disk_usage(config.instance).free < LEAST_FREE * 1024 * 1024:
        yield Fault(
            f"Less than {LEAST_FREE} MiB of disk are free.",
            f"Make room where {config.instance} lies: what cannot be written is refused.",
        )
