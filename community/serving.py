"""The web server: gunicorn, and everything that is settled about it.

gunicorn reads this file itself, and once more whenever it is told to reload. So its first process, which stays when the
others begin anew with the new code, imports nothing of the application here.
"""

import logging
import os
import runpy
import socket
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from community.config import Config

SECONDS_OF_SILENCE = 10

# Settings of gunicorn, under its names.
worker_class = "gthread"
loglevel = "warning"
control_socket_disable = True
errorlog = None  # gunicorn's own way of writing lines; see on_starting
# A sign of life is written here each second: not to a disk that may be slow for a moment.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (gunicorn's file there has no name)
# An address is a language, a path and a few parameters; a header at most a cookie. What is longer is 414 or 431.
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190
# How long what is being answered may take when the server ends or reloads. Then, and not before, it is cut off.
graceful_timeout = 30
# Forwarded headers are read in one place, which knows whom to believe (web/proxies.py). gunicorn believes nobody.
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""


def environment() -> dict[str, str]:
    """The environment in which `command` is started.

    Python runs one thread at a time, so memory from one place is as quick as from one per thread, and a tenth less.
    """
    return {"MALLOC_ARENA_MAX": "1", **os.environ}


def command(config: "Config") -> list[str]:
    """What is started to serve the web: gunicorn, so that a reload begins with nothing of the old code.

    config: says where it listens, with how many processes and threads, and whether proxies are in front.
    """
    settled = [sys.executable, "-m", "gunicorn", "--config", __file__, "--bind", config.bind]
    size = ["--workers", str(config.processes), "--threads", str(config.threads)]
    taken = connections_behind_proxy(config.threads) if config.proxies else []
    return [*settled, *size, *taken, "wsgi:app"]


def connections_behind_proxy(threads: int) -> list[str]:
    """Have each process take up no more connections than it has threads, and leave the others to one that has time.

    For requests that come whole, each over a connection of its own. A browser keeps connections open, and opens some
    before it needs them; these would take the place of those that ask. threads: of each process.
    """
    return ["--worker-connections", str(threads), "--keep-alive", "0"]


def on_starting(arbiter: Any) -> None:
    """Keep out of the log who asked, and what for; give it the form that the other lines have."""
    logging.getLogger("gunicorn.error").addFilter(_say_nothing_of_request)
    # Read like this file: not kept for the processes that begin anew with newer code.
    logs = runpy.run_path(str(Path(__file__).with_name("logs.py")))
    logs["configure"](json=os.environ.get("COMMUNITY_LOG", "").strip() == "json")


def when_ready(arbiter: Any) -> None:
    """Let no client that has begun to send and falls silent keep a thread: the connections inherit this limit.

    A client that goes on sending a byte now and then is for the proxy in front, which hands requests over whole.
    """
    limit = struct.pack("ll", SECONDS_OF_SILENCE, 0)
    for listener in arbiter.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)


def _say_nothing_of_request(record: logging.LogRecord) -> bool:
    # These tell the address of the visitor, or the path and the headers of the request, in which a token may stand.
    said = str(record.msg)
    if said.startswith("Invalid request from"):
        record.msg, record.args = "A request was not understood", ()
    elif said.startswith("Error handling request "):
        record.msg, record.args = "A request failed", ()
    elif said.startswith("Socket error processing request"):
        record.msg, record.args, record.exc_info = "A client fell silent or went away", (), None
    return True
