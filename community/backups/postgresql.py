"""Copies of a PostgreSQL database while others write to it, and filling an empty one with a copy: with PostgreSQL's
own programs, which connect as the application does.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from community.backups.counting import Copy, look_at
from community.backups.refusals import Refused

# Where the programs of several versions lie beside one another.
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)


@contextmanager
def copied(engine: Engine, folder: Path, prefix: str) -> Iterator[Copy]:
    """A copy, in a file without a name in this folder. Raises Refused.

    What is counted and what is dumped is one snapshot, whatever is written meanwhile.
    """
    with TemporaryFile(dir=folder, prefix=prefix) as file:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            snapshot = connection.scalar(sa.select(sa.func.pg_export_snapshot()))
            revision, rows = look_at(connection)
            what = ("--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
            _run("pg_dump", connection, *what, output=file)
        file.seek(0)
        yield Copy(file, revision, rows)


def load(engine: Engine, path: Path) -> None:
    """Fill an empty database with a copy: all of it, or nothing. Raises Refused."""
    with engine.connect() as connection:
        _run("pg_restore", connection, "--single-transaction", "--no-owner", "--no-privileges", str(path))


def find_program(name: str, version: int) -> str:
    """The path of one of PostgreSQL's programs that fits a server of this version (its first number).

    Raises Refused where there is none, or only older ones.
    """
    on_path = shutil.which(name)
    found = [on_path] if on_path else []
    found += [str(place) for pattern in PLACES for place in Path("/").glob(f"{pattern.lstrip('/')}/{name}")]
    install = f"Install PostgreSQL's client programs of version {version}, as postgresql-client-{version} on Debian."
    if not found:
        raise Refused(f"The program {name} was not found. {install}")
    fitting = {one: its for one in found if (its := _version(one)) >= version}
    if not fitting:
        raise Refused(f"The program {name} that is installed is older than the server. {install}")
    return min(fitting, key=fitting.__getitem__)  # the nearest: a newer one may write what this server does not know


def how_to_connect(url: sa.URL) -> tuple[str, dict[str, str]]:
    """The address of a database for PostgreSQL's programs, and the secrets of it for their environment.

    Other users of the machine can read the arguments of a process, not its environment.
    """
    address = url._replace(drivername="postgresql", password=None).render_as_string()
    return address, {"PGPASSWORD": str(url.password)} if url.password else {}


def _version(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603  (found here)
    found = re.search(r"\d+", said.stdout)
    return int(found[0]) if found else 0


def _run(name: str, connection: Connection, *options: str, output: IO[bytes] | None = None) -> None:
    version = connection.scalars(sa.text("SHOW server_version_num")).one()
    address, secret = how_to_connect(connection.engine.url)
    done = subprocess.run(  # noqa: S603  (PostgreSQL's own)
        [find_program(name, int(version) // 10_000), f"--dbname={address}", *options],
        env=os.environ | {"LC_ALL": "C"} | secret,
        stdin=subprocess.DEVNULL,
        stdout=output or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        # The first line alone: those after it may repeat rows.
        raise Refused(f"{name} failed: {done.stderr.decode(errors='replace').partition(chr(10))[0]}")
