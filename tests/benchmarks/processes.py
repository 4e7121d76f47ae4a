"""Web servers of their own processes, and what the kernel says that these have used."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from community import serving
from tests.benchmarks.client import WrongAnswer, load, request
from tests.servers import ServerFailed, free_port

HOUSE = Path(__file__).parent.parent.parent
SECONDS_TO_START = 60
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Served:
    """A web server: its first process, and the port that it listens on."""

    pid: int
    port: int

    @property
    def host(self) -> str:
        """What stands in the header Host."""
        return f"127.0.0.1:{self.port}"

    def cpu(self) -> float:
        """Seconds of processor that the server and all its processes have used, those that have ended included."""
        return sum(_seconds(pid) for pid in (self.pid, *children(self.pid)))

    def memory(self) -> tuple[float, float]:
        """MiB that a worker has for itself (USS) and that it uses with what it shares (RSS), of the largest one."""
        return max(_memory(pid) for pid in children(self.pid))


@contextmanager
def serve(
    application: str, environment: dict[str, str], *, processes: int, threads: int, port: int | None = None
) -> Iterator[Served]:
    """Serve a WSGI application as ours is served behind a proxy, and wait until it answers. Raises ServerFailed.

    Every request has a connection of its own. threads: of each process; 0 is gunicorn's kind of worker that has none.
    """
    port = port or free_port()
    taken = serving.connections_behind_proxy(threads)
    kind = ["--worker-class", "gthread", "--threads", str(threads), *taken] if threads else ["--worker-class", "sync"]
    size = ["--workers", str(processes), *kind]
    settled = [sys.executable, "-m", "gunicorn", "--config", serving.__file__, "--bind", f"127.0.0.1:{port}"]
    command = [*settled, *size, application]
    inherited = {name: value for name, value in serving.environment().items() if not name.startswith("COMMUNITY_")}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=HOUSE, env=inherited | environment, stdout=log, stderr=log)
        try:
            _wait(process, port, log)
            yield Served(process.pid, port)
        finally:
            if process.poll() is not None:
                raise _failed("A server ended by itself", log)
            process.terminate()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, log: IO[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    asked = request("GET", "/healthz", host=f"127.0.0.1:{port}")
    while True:
        try:
            load(port, iter([asked] * 100), status=200, seconds=0)
            return
        except (OSError, WrongAnswer) as failure:
            if process.poll() is not None:
                raise
            if time.monotonic() > deadline:
                raise _failed("A server does not answer", log) from failure
            time.sleep(0.05)


def _failed(what: str, log: IO[bytes]) -> ServerFailed:
    log.seek(0)
    return ServerFailed(f"{what}:\n{log.read().decode(errors='replace')}")


def children(pid: int) -> list[int]:
    """All processes that this one has started, and those that they have."""
    started = [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]
    return [*started, *(grandchild for child in started for grandchild in children(child))]


def _seconds(pid: int) -> float:
    # Fields 14 to 17 of proc(5): user and kernel mode, of the process and of its children that were waited for.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICK


def _memory(pid: int) -> tuple[float, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kibibytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    return (kibibytes["Private_Clean"] + kibibytes["Private_Dirty"]) / 1024, kibibytes["Rss"] / 1024
