"""The site as a user would run it: one command, its web server and its worker beside it."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.servers import ServerFailed, free_port

SECONDS_TO_START = 60
SECONDS_TO_END = 30
HOUSE = Path(__file__).parent.parent.parent


class RunningSite:
    """`flask serve` on a free port of this machine, with an instance folder of its own."""

    def __init__(self, folder: Path, database_url: str, **settings: str) -> None:
        self.folder = folder
        self.database_url = database_url
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.read_mails: set[str] = set()
        self._settings = settings
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until the site says that it can serve. Raises ServerFailed."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, cwd=HOUSE, env=self._environment(), stdout=log, stderr=log)
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.end()
                raise ServerFailed(f"The site did not start:\n{self.said()}")
            time.sleep(0.05)

    def end(self) -> int:
        """Ask it to end, as a service manager does; returns its exit code."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(timeout=SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise

    def said(self) -> str:
        """What it has printed so far."""
        return self._log.read_text(errors="replace")

    def administrator_link(self) -> str:
        """The link that makes its opener the administrator, as it was printed."""
        found = re.search(r"http://\S+/claim/\S+", self.said())
        assert found, f"No administrator's link was printed:\n{self.said()}"
        return found[0]

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:  # noqa: S310  (our own server)
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("COMMUNITY_")}
        return inherited | {
            "COMMUNITY_INSTANCE": str(self.folder / "instance"),
            "COMMUNITY_DATABASE_URL": self.database_url,
            "PORT": str(self.port),
            **self._settings,
        }
