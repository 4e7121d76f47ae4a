"""Which revision of the tables this release needs, and which the database has; told without Alembic, which is large."""

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

VERSIONS = Path(__file__).parents[1] / "migrations" / "versions"


@cache
def newest() -> str:
    """The revision that this release needs: the files of the migrations begin with their revisions, which count up."""
    return max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))


def present(connection: Connection) -> str | None:
    """The revision that the database has; None where it has no tables yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(sa.select(sa.column("version_num")).select_from(sa.table("alembic_version")))
