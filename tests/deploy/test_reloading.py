"""Neither a reload nor an end nor a start anew loses a request."""

import contextlib
import http.client
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from tests.deploy.running import FLASK, Connection, Running, answers, children, wait_until
from tests.deploy.visitors import Visitors
from tests.servers import SECONDS_TO_START, free_port

# What systemd does for ripples-web.socket: the socket is descriptor 3 of the process that is named (sd_listen_fds(3)).
HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
"""
HANDING_OVER = [sys.executable, "-c", HAND_OVER]


def begun(place: int) -> Connection:
    """A form of which half has been sent, and the rest is being waited for."""
    connection = Connection(place)
    connection.begin()
    assert answers(place)  # connections are taken up in their order: this one is
    return connection


def test_a_reload_begins_anew_and_loses_nothing(serving):
    site: Running = serving(free_port(), [*FLASK, "serve"])
    site.start()
    web, worker = sorted(site.children(), key=lambda pid: b"gunicorn" not in Path(f"/proc/{pid}/cmdline").read_bytes())
    old = children(web)
    with Visitors(site.place) as visitors, contextlib.closing(begun(site.place)) as form:
        visitors.wait()
        site.process.send_signal(signal.SIGHUP)
        wait_until(lambda: (children(web) - old) and len(site.children() - {worker}) == 2, "new processes")
        visitors.wait()
        assert children(web) & old  # which waits for the rest of the form
        assert form.finish().status == 400
        wait_until(lambda: not children(web) & old, "the end of the old ones")
        visitors.wait()
    assert visitors.failures == [], site.log.read_text()
    assert web in site.children()  # whoever listens has stayed
    assert site.end() == 0


def test_a_start_anew_loses_nothing_where_systemd_holds_the_socket(serving):
    with socket.create_server(("127.0.0.1", 0), backlog=64) as held:
        port = held.getsockname()[1]
        server: Running = serving(port, [*HANDING_OVER, str(held.fileno()), *FLASK, "web"], descriptors=[held.fileno()])
        server.start()
        with Visitors(port) as visitors, contextlib.closing(begun(port)) as form:
            visitors.wait()
            server.process.send_signal(signal.SIGTERM)
            wait_until(lambda: inode(held) not in sockets(server.process.pid), "that it listens no more")
            assert form.finish().status == 400
            assert server.process.wait(timeout=SECONDS_TO_START) == 0
            server.start()
            visitors.wait()
        assert visitors.failures == [], server.log.read_text()
        # Control: killed, it loses what is under way.
        with contextlib.closing(begun(port)) as form:
            for pid in children(server.process.pid):
                os.kill(pid, signal.SIGKILL)
            with pytest.raises((ConnectionError, http.client.BadStatusLine)):
                form.finish()


def inode(held: socket.socket) -> str:
    """A socket, as /proc names it."""
    return f"socket:[{os.fstat(held.fileno()).st_ino}]"


def sockets(pid: int) -> set[str]:
    """What a process has open."""
    found = set()
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            found.add(str(file.readlink()))
    return found
