"""A large installation on one machine, each of its parts a process that can be killed and started again.

A primary and its replica, a Redis, two web servers and two workers as if on two machines, and a mail server.
"""

import os
import queue
import re
import signal
import subprocess
import threading
from collections import Counter
from contextlib import ExitStack
from email import message_from_bytes, policy
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

import sqlalchemy as sa

from community.cli import server_commands
from community.config import load_config
from tests.mailserver import AbruptController
from tests.servers import PostgresServer, RedisServer, free_port

HOUSE = Path(__file__).parent.parent.parent
HOST = "ripples.example"


class Part(Protocol):
    """Something that can die."""

    def kill(self) -> None:
        """End it in the midst of what it does."""

    def resume(self) -> None:
        """Start it again."""


class Program:
    """A web server or a worker."""

    def __init__(self, command: list[str], settings: dict[str, str], log: Path) -> None:
        self._command = command
        self._settings = settings
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def resume(self) -> None:
        """Start it; whoever is too early tries again."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("COMMUNITY_")}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=HOUSE,
                env=inherited | self._settings,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """Kill it, and what it has started itself."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


class MailSink:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.port = free_port()
        self.came: Counter[str] = Counter()  # by Message-ID
        self.recipients: set[str] = set()
        # The paths of links to confirm something, each once, for whoever takes them up.
        self.links: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._controller: AbruptController | None = None
        self._lock = threading.Lock()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        body = mail.get_body(("plain",))
        with self._lock:
            self.came[str(mail["Message-ID"])] += 1
            self.recipients.add(str(mail["To"]))
            if self.came[str(mail["Message-ID"])] == 1 and body is not None:
                for url in re.findall(r"http://\S+/confirm/\S+", str(body.get_content())):
                    self.links.put(urlsplit(url).path)
        return "250 kept"

    def resume(self) -> None:
        """Take mails."""
        self._controller = AbruptController(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def kill(self) -> None:
        """Break off whatever is under way."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


class Installation:
    """All parts together; a context manager."""

    def __init__(self, folder: Path) -> None:
        self.primary = PostgresServer(durable=True)
        self.redis = RedisServer()
        self.mail = MailSink()
        self.web_ports = [free_port(), free_port()]
        self.folder = folder
        self.parts: dict[str, Part] = {}
        self._stack = ExitStack()

    @property
    def settings(self) -> dict[str, str]:
        """What all processes have in common."""
        return {
            "COMMUNITY_DATABASE_URL": self.primary.url("ripples"),
            "COMMUNITY_REPLICA_URL": self.follower.url("ripples"),
            "COMMUNITY_LIMITS_URL": self.redis.url,
            "COMMUNITY_QUEUE_URL": f"{self.redis.url}/1",
            "COMMUNITY_CACHE_URL": f"{self.redis.url}/2",
            "COMMUNITY_MAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
            "COMMUNITY_SECRET_KEY": "a secret of the tests, long enough to be one",
            "COMMUNITY_URL": f"http://{HOST}",
            "COMMUNITY_PROXIES": "1",
            "COMMUNITY_ARGON2_TIME": "1",
            "COMMUNITY_ARGON2_MEMORY": "1",
            # This crowd is quick, and no flood.
            "COMMUNITY_FLOOD": "1000000",
            "COMMUNITY_FLOOD_SHAPE": "1000000",
        }

    def of_machine(self, number: int) -> dict[str, str]:
        """The settings on one of the two machines."""
        place = {"COMMUNITY_INSTANCE": str(self.folder / f"machine-{number}")}
        return self.settings | place | {"COMMUNITY_BIND": f"127.0.0.1:{self.web_ports[number]}"}

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.enter_context(self.primary)
            stack.enter_context(self.redis)
            self.primary.create_database("ripples")
            self.follower = self.primary.replica()
            stack.callback(self.follower.stop)
            self.mail.resume()
            stack.callback(self.mail.kill)
            self.parts = {"redis": self.redis, "replica": self.follower, "mail server": self.mail}
            for number in range(len(self.web_ports)):
                settings = self.of_machine(number)
                for name, command in zip(("web", "worker"), server_commands(load_config(settings)), strict=True):
                    part = Program(command, settings, self.folder / f"{name}-{number}.log")
                    self.parts[f"{name} {number}"] = part
                    stack.callback(part.kill)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def start_programs(self) -> None:
        """Start web servers and workers, once the database is ready for them."""
        for part in self.parts.values():
            if isinstance(part, Program):
                part.resume()

    def logs(self) -> str:
        """What all programs have said."""
        return "\n".join(file.read_text(errors="replace") for file in sorted(self.folder.glob("*.log")))

    def reads_of_replica(self) -> int:
        """How often tables of the site were read on the replica since it started."""
        engine = sa.create_engine(self.follower.url("ripples"), poolclass=sa.NullPool)
        with engine.connect() as connection:
            found = connection.scalar(sa.text("SELECT sum(seq_scan + coalesce(idx_scan, 0)) FROM pg_stat_user_tables"))
        return int(found or 0)
