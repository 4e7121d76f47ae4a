"""How long the application takes until it can be used."""

import os
import signal
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

from tests.benchmarks.processes import HOUSE
from tests.servers import free_port

_MAKE = """
import time
from community.app import create_app
imported = time.process_time()
create_app()
print(imported, time.process_time() - imported)
"""
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Started:
    """Medians. imported, made: CPU in milliseconds of importing `community.app` and of `create_app`.

    served: seconds from the second `flask serve` on until it answers that it is ready.
    """

    imported: float
    made: float
    served: float


def measure(environment: dict[str, str], rounds: int) -> Started:
    """Start again and again on an installation that is prepared."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COMMUNITY_")}
    environment = inherited | environment
    made = [_make(environment) for _ in range(rounds)]
    _serve(environment)  # prepares it
    return Started(
        statistics.median(one[0] for one in made) * 1000,
        statistics.median(one[1] for one in made) * 1000,
        statistics.median(_serve(environment) for _ in range(rounds)),
    )


def _make(environment: dict[str, str]) -> tuple[float, float]:
    done = subprocess.run([sys.executable, "-c", _MAKE], cwd=HOUSE, env=environment, capture_output=True, check=True)
    imported, made = map(float, done.stdout.split())
    return imported, made


def _serve(environment: dict[str, str]) -> float:
    port = free_port()
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    start = time.perf_counter()
    own = environment | {"PORT": str(port)}
    process = subprocess.Popen(command, cwd=HOUSE, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _is_ready(port):
            if process.poll() is not None or time.perf_counter() - start > SECONDS_TO_START:
                raise RuntimeError("The site did not start.")
            time.sleep(0.01)
        return time.perf_counter() - start
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
