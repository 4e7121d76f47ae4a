"""Copies of an SQLite database while others write to it, and filling an empty one with a copy."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from community.backups.counting import Copy, look_at
from community.backups.refusals import Refused


@contextmanager
def copied(engine: Engine, folder: Path, prefix: str) -> Iterator[Copy]:
    """A copy, whose file has a name only while it is made, in a folder of its own with a name that begins so.

    It is written anew row by row: nothing that was deleted is in it.
    """
    with TemporaryDirectory(dir=folder, prefix=prefix) as place:
        path = Path(place) / "copy.sqlite"
        path.touch(mode=0o600)
        try:
            with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as source:
                source.execute("VACUUM INTO ?", (str(path),))
        except sqlite3.Error as failure:
            raise Refused(f"The database could not be copied: {failure}.") from failure
        of_copy = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)
        with of_copy.connect() as connection:
            revision, rows = look_at(connection)
        file = path.open("rb")
    with file:
        yield Copy(file, revision, rows)


def load(engine: Engine, path: Path) -> None:
    """Fill an empty database with a copy: all of it, or nothing. Raises Refused."""
    try:
        with (
            closing(sqlite3.connect(path)) as source,
            closing(sqlite3.connect(str(engine.url.database))) as target,
        ):
            target.execute("PRAGMA synchronous=FULL")
            source.backup(target)
    except sqlite3.Error as failure:
        raise Refused(f"The database could not be filled: {failure}.") from failure
