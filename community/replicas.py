"""Where a request reads: on PostgreSQL, but within an operation, over connections that can only read (`Config`).

What visitors read may come from a replica, and then holds up nobody who writes.
A streaming replica is a moment behind its primary, so it answers only those who cannot tell: a GET or HEAD without a
session. A member, whoever has just sent a form, every change, every command and the worker have the primary, and so
has whoever opens an address that was just mailed to them. A replica that does not follow is left alone until it does.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, has_request_context, request
from flask_sqlalchemy.session import Session
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from community.config import Config, connect_args

log = logging.getLogger(__name__)

# In seconds. What a visitor reads is at most LOOK_EVERY + CATCH_UP behind, a little more where a look takes long.
LOOK_EVERY = 5
CATCH_UP = 1
STALE_AFTER = 9
MOST_WAITING = 1

_CHOSEN = "ripples.replica"
_FAILED = "ripples.replica_failed"

Environ = dict[str, Any]


class ReadingSession(Session):
    """A session that in a request can only read, but within an operation; before the first, from the replica where it
    may."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **options: Any) -> Any:
        """Which database is asked (see sqlalchemy.orm.Session)."""
        if bind is None and has_request_context() and not self.info.get("atomic"):
            may_be_behind = reads_replica() and "atomic" not in self.info
            if reading := self._db.engines.get("replica" if may_be_behind else "reading"):
                return reading
        return super().get_bind(mapper, clause, bind, **options)

    def close(self) -> None:
        """End it: also where the connection has broken since, for what was to be answered is answered by now."""
        try:
            super().close()
        except DBAPIError:
            self.invalidate()


class Replica:
    """Whether the replica follows its primary: looked at beside the requests, which seldom wait for it."""

    def __init__(self, url: str, primary_url: str) -> None:
        self._replica, self._primary = (_engine(one) for one in (url, primary_url))
        self._sound = False
        self._looked_at = float("-inf")
        self._look = threading.Thread()
        self._lock = threading.Lock()

    def is_sound(self) -> bool:
        """Whether it can be read from."""
        age = time.monotonic() - self._looked_at
        if age > LOOK_EVERY:
            look = self._begin_look()
            if age > STALE_AFTER:
                look.join(MOST_WAITING)
        return self._sound and time.monotonic() - self._looked_at <= STALE_AFTER

    def doubt(self) -> None:
        """Look at it before the next request: something has just failed that may have been it."""
        self._looked_at = float("-inf")

    def _begin_look(self) -> threading.Thread:
        with self._lock:
            if not self._look.is_alive():
                self._look = threading.Thread(target=self._look_at, daemon=True)
                self._look.start()
            return self._look

    def _look_at(self) -> None:
        try:
            sound = self._follows(self._written())
        except SQLAlchemyError:
            sound = False
        self._note(sound=sound)

    def _note(self, *, sound: bool) -> None:
        if sound != self._sound:
            log.warning("Visitors read from the %s from now on", "replica" if sound else "primary")
        self._sound, self._looked_at = sound, time.monotonic()

    def _written(self) -> str | None:
        """How far the primary has written; None where it is away, and nobody knows more than the replica does."""
        try:
            with self._primary.connect() as connection:
                return str(connection.scalar(sa.text("SELECT pg_current_wal_lsn()")))
        except SQLAlchemyError:
            return None

    def _follows(self, written: str | None) -> bool:
        """Whether the replica has, within a moment, all that was written before. One that was promoted is none."""
        caught_up = sa.text(
            "SELECT pg_is_in_recovery() AND coalesce(pg_last_wal_replay_lsn() >= CAST(:written AS pg_lsn), true)"
        )
        deadline = time.monotonic() + CATCH_UP
        with self._replica.connect() as connection:
            while not connection.scalar(caught_up, {"written": written}):
                if time.monotonic() > deadline:
                    return False
                time.sleep(0.02)
        return True


class Reading:
    """Chooses for each request where it reads, and has it begin anew on the primary where the replica fails it."""

    def __init__(self, app: Flask) -> None:
        self._ask: Callable[..., Iterable[bytes]] = app.wsgi_app
        self._cookie = f"{app.config['SESSION_COOKIE_NAME']}="
        self._replica: Replica = app.extensions["replica"]

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        if not self._may_be_behind(environ) or not self._replica.is_sound():
            return self._ask(environ, start_response)
        again = environ.copy()
        environ[_CHOSEN] = True
        started: list[tuple[Any, ...]] = []
        body = self._ask(environ, lambda *answer: started.append(answer))
        if _FAILED not in environ:
            start_response(*started[0])
            return body
        self._replica.doubt()
        if hasattr(body, "close"):
            body.close()
        return self._ask(again, start_response)

    def _may_be_behind(self, environ: Environ) -> bool:
        return environ["REQUEST_METHOD"] in ("GET", "HEAD") and self._cookie not in environ.get("HTTP_COOKIE", "")


def init_app(app: Flask) -> None:
    """Read from the replica of the settings, if there is one; whatever stands between this and the views begins anew
    with the request where the replica fails."""
    config: Config = app.config["COMMUNITY"]
    if config.replica_url:
        app.extensions["replica"] = Replica(config.replica_url, config.database_url)
        app.wsgi_app = Reading(app)  # type: ignore[method-assign]


def replica() -> Replica | None:
    """The replica of the settings."""
    return current_app.extensions.get("replica")


def is_chosen(environ: Environ) -> bool:
    """Whether the replica was chosen for a request, said by its WSGI environment."""
    return _CHOSEN in environ


def reads_replica() -> bool:
    """Whether the request that is being answered reads from the replica."""
    # An address with a token may have been mailed this very second.
    return has_request_context() and is_chosen(request.environ) and "token" not in (request.view_args or {})


def note_failure() -> None:
    """Have the request begin anew on the primary, if it was the replica that it read from."""
    if reads_replica():
        request.environ[_FAILED] = True


def _engine(url: str) -> sa.Engine:
    """For looks alone: requests may have taken every connection of the others."""
    how = connect_args(url) | {"connect_timeout": 2, "options": "-c statement_timeout=1s"}
    return sa.create_engine(
        url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True, connect_args=how
    )
