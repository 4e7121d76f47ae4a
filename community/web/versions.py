"""Which state a database is in, told cheaply: two answers that are equal mean that nothing was written in between."""

import secrets
import threading
import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from community.config import connect_args

LOOKED_AT_EVERY = 1.0  # seconds
# A snapshot names all that is visible to it. A replica does not list what still runs on the primary; but where it is in
# the log it says only after what it has read is visible.
_ON_POSTGRESQL = sa.text(
    "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()::text ELSE pg_current_snapshot()::text END"
)


class Versions:
    """The versions of one database; a server is asked at most once a second by the whole process.

    It has a connection of its own: requests may have taken every other, and what they connect by is theirs.
    """

    def __init__(self, url: str) -> None:
        self._is_file = url.startswith("sqlite")
        how = {} if self._is_file else {"isolation_level": "AUTOCOMMIT"}
        limit = {} if self._is_file else {"options": "-c statement_timeout=1s"}
        self._engine = sa.create_engine(
            url, pool_size=1, max_overflow=0, hide_parameters=True, connect_args=connect_args(url) | limit, **how
        )
        self._name = ""
        self._lock = threading.Lock()
        self._known: str | None = None
        self._until = 0.0
        self._watching: Any = None

    def current(self) -> str | None:
        """The version of at most a second ago (of now, on SQLite); None where the database does not answer.

        Ask before a page is made: what is written meanwhile then makes the page old at worst, and never too young.
        """
        with self._lock:
            if self._is_file:
                return self._ask_file()
            if time.monotonic() >= self._until:
                self._known = self._ask_server()
                self._until = time.monotonic() + LOOKED_AT_EVERY
            return self._known

    def close(self) -> None:
        """Let go of the database; whoever asks again opens it again."""
        with self._lock:
            if self._watching is not None:
                self._watching.close()
                self._watching = None
            self._engine.dispose()

    def _ask_file(self) -> str | None:
        # It counts what other connections wrote, and means nothing on another one. That takes microseconds.
        try:
            if self._watching is None:
                self._watching, self._name = self._engine.raw_connection(), secrets.token_hex(8)
            number = self._watching.driver_connection.execute("PRAGMA data_version").fetchone()[0]
            return f"{self._name}:{number}"
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error):
            self._watching = None
            return None

    def _ask_server(self) -> str | None:
        try:
            with self._engine.connect() as connection:
                return str(connection.scalar(_ON_POSTGRESQL))
        except SQLAlchemyError:
            return None
