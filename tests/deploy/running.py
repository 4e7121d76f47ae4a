"""The web server as an installation runs it, and the servers that stand in front of it."""

import base64
import hashlib
import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.servers import SECONDS_TO_START, ServerFailed

HOUSE = Path(__file__).parent.parent.parent
DEPLOY = HOUSE / "deploy"
NAME = "ripples.example"
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
NOTHING: Mapping[str, str] = {}
# What a visitor may make up to be taken for somebody else, or this site for another.
MADE_UP = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Prefix": "/evil",
    "Forwarded": "for=203.0.113.9;host=evil.example",
    "X-Real-IP": "203.0.113.9",
    "SCRIPT_NAME": "/evil",
    "X_Forwarded_For": "203.0.113.9",
}


class Answer(NamedTuple):
    """What a server has answered."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Connection(http.client.HTTPConnection):
    """A connection to a port of this machine (with TLS, to the name of the site), or to the path of a socket."""

    def __init__(self, place: int | Path, tls: ssl.SSLContext | None = None, name: str = NAME) -> None:
        super().__init__(name, timeout=SECONDS_TO_START)
        self._place = place
        self._tls = tls

    def connect(self) -> None:
        """Connect."""
        self.sock = socket.socket(socket.AF_INET if isinstance(self._place, int) else socket.AF_UNIX)
        self.sock.settimeout(SECONDS_TO_START)
        self.sock.connect(("127.0.0.1", self._place) if isinstance(self._place, int) else str(self._place))
        if self._tls:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host)

    def ask(self, path: str, method: str = "GET", body: Any = None, headers: Mapping[str, str] = NOTHING) -> Answer:
        """Ask for a path, and read the answer."""
        self.request(method, path, body, dict(headers))
        return self.answer()

    def answer(self) -> Answer:
        """Read the answer to what has been sent."""
        response = self.getresponse()
        return Answer(response.status, response.msg, response.read())

    def begin(self, path: str = "/en/login") -> None:
        """Send the head of a form, and half of its body."""
        self.putrequest("POST", path)
        self.putheader("Content-Type", "application/x-www-form-urlencoded")
        self.putheader("Content-Length", "8")
        self.endheaders(b"half")

    def finish(self) -> Answer:
        """Send the other half, and read the answer."""
        self.send(b"half")
        return self.answer()


def ask(place: int | Path, path: str, *, tls: ssl.SSLContext | None = None, name: str = NAME, **request: Any) -> Answer:
    """Ask once, on a connection of its own."""
    connection = Connection(place, tls, name)
    try:
        return connection.ask(path, **request)
    finally:
        connection.close()


def children(pid: int) -> set[int]:
    """The processes that a process has started."""
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def answers(place: int | Path, **more: Any) -> bool:
    """Whether somebody answers there who is not away."""
    try:
        return ask(place, "/healthz", **more).status < 500
    except (OSError, http.client.HTTPException):
        return False


def wait_until(condition: Callable[[], Any], what: str) -> Any:
    """Wait for a condition, and return what it says. Raises TimeoutError."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not (said := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.02)
    return said


class Running:
    """A process with a log, and the place where it answers."""

    def __init__(self, folder: Path, place: int | Path, command: list[str], **more: Any) -> None:
        folder.mkdir(exist_ok=True)
        self.place = place
        self.log = folder / "log"
        self._command = command
        self._more = more
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process that was started."""
        assert self._process is not None
        return self._process

    def launch(self) -> None:
        """Start it, and do not wait."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, **self._more)

    def start(self, **more: Any) -> None:
        """Start it, and wait until it answers (`more` says how it is asked). Raises ServerFailed."""
        self.launch()
        wait_until(lambda: answers(self.place, **more) or self.process.poll() is not None, "a start")
        if self.process.poll() is not None:
            raise ServerFailed(self.log.read_text(errors="replace"))

    def children(self) -> set[int]:
        """The processes that it has started."""
        return children(self.process.pid)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Have it end; returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=SECONDS_TO_START)


def environment(instance: Path, **settings: str) -> dict[str, str]:
    """The settings of a site that has an instance, and no others."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COMMUNITY_")}
    quick = {"ARGON2_MEMORY": "8", "ARGON2_TIME": "1", "LIMITS": "off", "INSTANCE": str(instance)}
    return inherited | {f"COMMUNITY_{name}": value for name, value in (quick | settings).items()}


def web(
    folder: Path,
    instance: Path,
    place: int | Path,
    command: Sequence[str] = (*FLASK, "web"),
    descriptors: Sequence[int] = (),
    **settings: str,
) -> Running:
    """`flask web` (or another command that serves) on a prepared instance; it is handed these open files."""
    bind = f"127.0.0.1:{place}" if isinstance(place, int) else f"unix:{place}"
    chosen = environment(instance, BIND=bind, **settings)
    return Running(folder, place, list(command), cwd=HOUSE, env=chosen, pass_fds=descriptors)


def substituted(text: str, given: Mapping[str, str]) -> str:
    """A configuration of `deploy/` for this machine: everything that is replaced must be there."""
    for old, new in given.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def values(page: Answer, names: set[str]) -> dict[str, list[str] | None]:
    """All headers of these names."""
    return {name: page.headers.get_all(name) for name in names}


def is_ours(page: Answer, title: str) -> bool:
    """Whether a page is one of those in deploy/pages: in both languages, and its own style allowed."""
    text = page.body.decode()
    if f"<title>{title} · " not in text:
        return False
    style = re.search("<style>(.*?)</style>", text, re.DOTALL)
    assert style
    assert 'lang="ko"' in text
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    return True
