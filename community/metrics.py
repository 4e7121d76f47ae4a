"""What is counted while the site works: by rule, method and status, never by path and never by person.

Processes that share a folder (prometheus_client's multiprocess mode) count into files of their own, and whichever is
asked adds them up. Outside of one, as in tests and commands, each process counts for itself.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

# The library looks for the folder there, once, when it is imported.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
KINDS = ("counter", "histogram")
ROOM = 1024 * 1024  # bytes of a file; some thousand different lines need less

_making_room = threading.Lock()

_OF_THIS_PROCESS = CollectorRegistry()
_REQUESTS = Counter(
    "ripples_requests",
    "Requests that were answered.",
    ("rule", "method", "status"),
    registry=_OF_THIS_PROCESS,
)
_SECONDS = Histogram(
    "ripples_request_seconds",
    "Time until the answer was ready.",
    ("rule",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=_OF_THIS_PROCESS,
)
_JOBS = Counter(
    "ripples_jobs",
    "Jobs of the workers, done or failed.",
    ("job", "outcome"),
    registry=_OF_THIS_PROCESS,
)


def count_request(rule: str, method: str, status: int, seconds: float) -> None:
    """Count one answer. rule: what the path was matched by; it and the method are of few words, whoever asks."""
    if _has_room(os.getpid()):
        _REQUESTS.labels(rule, method, str(status)).inc()
        _SECONDS.labels(rule).observe(seconds)


def count_job(job: str, *, done: bool) -> None:
    """Count one job of a worker that was done, or failed."""
    if _has_room(os.getpid()):
        _JOBS.labels(job, "done" if done else "failed").inc()


def exposition(more: Collector) -> bytes:
    """Everything that is counted on this machine, in Prometheus' text format. more: what is known without counting."""
    if not (folder := _folder()):
        return generate_latest(_OF_THIS_PROCESS) + _exposed(more)
    with _alone(folder):
        _gather_gone(folder)
        return _exposed(MultiProcessCollector(None, str(folder))) + _exposed(more)


def _exposed(collector: Collector) -> bytes:
    registry = CollectorRegistry()
    registry.register(collector)
    return generate_latest(registry)


def _folder() -> Path | None:
    name = os.environ.get(FOLDER)
    return Path(name) if name else None


@cache
def _has_room(pid: int) -> bool:
    """Whether this process can count. It writes its files whole, beforehand: where a disk has become full, writing
    into the hole of a mapped file would end the process (SIGBUS).

    Threads come here at once: a second file would hide, or cut short, the one into which the first of them counts.
    """
    if not (folder := _folder()):
        return True
    with _making_room:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for kind in KINDS:
                _make_room(folder / f"{kind}_{pid}.db")
        except OSError:
            return False
    return True


def _make_room(path: Path) -> None:
    """Have a file, which whoever adds up sees whole or not at all."""
    if path.exists():
        return
    partial = path.with_suffix(".partial")
    try:
        partial.write_bytes(bytes(ROOM))
        partial.rename(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _gather_gone(folder: Path) -> None:
    """Add what processes that have ended counted to one file of each kind: sums never fall, and files stay few."""
    for path in folder.glob("*_[0-9]*.db"):
        kind, _, pid = path.stem.partition("_")
        if _lives(int(pid)):
            continue
        gone = folder / f"{kind}_gone.db"
        _make_room(gone)
        sums = MmapedDict(str(gone))
        for key, value, timestamp, _position in MmapedDict.read_all_values_from_file(str(path)):
            sums.write_value(key, sums.read_value(key)[0] + value, timestamp)
        sums.close()
        path.unlink()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
