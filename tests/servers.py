"""Real servers for tests: a PostgreSQL and a Redis of our own, a free port, the browser that is installed.

Needs only the standard library, so that `.ci/prerequisites` can ask it what is missing before anything is installed:
`python tests/servers.py` prints the missing system packages, one a line.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

# The same browser without windows comes first: a journey costs it less than half.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
BROWSER_PLACES = (Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),)
POSTGRES_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
POSTGRES_PROGRAMS = ("initdb", "postgres", "createdb", "pg_isready", "pg_basebackup", "pg_dump", "pg_restore")
# A test database may be lost with the machine: what is durable in production would only be slow here.
QUICK_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
# Programs that the suite starts, and the packages that bring them.
PACKAGES = {"redis-server": "redis-server", "nginx": "nginx-light", "caddy": "caddy", "age": "age"}
SECONDS_TO_START = 60


class ServerFailed(RuntimeError):
    """A server could not be found or did not start; the message carries what it said."""


def free_port() -> int:
    """A port of the loopback address that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def find_chromium() -> str | None:
    """The path of an installed Chromium or Chrome, or None."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or next((str(place) for place in BROWSER_PLACES if place.exists()), None)


def find_postgres() -> Path | None:
    """The folder of PostgreSQL's server programs (the newest version), or None."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for pattern in POSTGRES_PLACES:
        folders += sorted(Path("/").glob(pattern.lstrip("/")), key=_version, reverse=True)
    complete = (folder for folder in folders if all((folder / name).exists() for name in POSTGRES_PROGRAMS))
    return next(complete, None)


def find_program(name: str) -> str | None:
    """The path of an installed program, also of one that only root has on the path, or None."""
    return shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin")))


def _version(folder: Path) -> int:
    digits = "".join(filter(str.isdigit, folder.parent.name))
    return int(digits or 0)


def missing_packages() -> list[str]:
    """The Debian packages that the suite needs and this machine lacks."""
    missing = []
    if find_chromium() is None:
        missing.append("chromium-headless-shell")
    if find_postgres() is None:
        missing.append("postgresql")
    missing += [package for program, package in PACKAGES.items() if find_program(program) is None]
    return missing


class RedisServer:
    """A Redis server that keeps nothing on the disk, on loopback only; a context manager."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.resume()
        return self

    def resume(self) -> None:
        """Start the server, with nothing in it. Raises ServerFailed."""
        program = find_program("redis-server")
        if program is None:
            raise ServerFailed("Redis was not found. On Debian: apt-get install redis-server")
        settings = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([program, *settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise ServerFailed("Redis did not start.")
            time.sleep(0.02)

    def kill(self) -> None:
        """End the server in the midst of what it does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def stop(self) -> None:
        """End the server; what it held is gone."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=SECONDS_TO_START)
            self._process = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(7) == b"+PONG\r\n"
        except OSError:
            return False


class PostgresServer:
    """A PostgreSQL server in a temporary folder, on loopback only; a context manager.

    PostgreSQL refuses to run as root, so root hands the folder and the process to an unprivileged user.
    """

    user = "ripples"

    def __init__(self, place: Path | None = None, *, durable: bool = False) -> None:
        self.port = free_port()
        self._durable = durable
        self._folder = Path(tempfile.mkdtemp(prefix="ripples-postgres-", dir=place))
        self._data = self._folder / "data"
        self._log = self._folder / "log"
        self._owner = _unprivileged_user() if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Create the cluster and wait until it answers. Raises ServerFailed."""
        try:
            if self._owner:
                shutil.chown(self._folder, *self._owner)
            # --no-locale: names sort alike on every machine.
            self._run("initdb", "-D", self._data, "-U", self.user, "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
            self.resume()
        except BaseException:
            self.stop()
            raise
        return self

    def replica(self) -> "PostgresServer":
        """A server that follows this one (streaming replication) and runs; whoever asks for it stops it."""
        follower = PostgresServer(durable=self._durable)
        try:
            if follower._owner:
                shutil.chown(follower._folder, *follower._owner)
            primary = ("-h", "127.0.0.1", "-p", self.port, "-U", self.user)
            self._run("pg_basebackup", *primary, "-D", follower._data, "-R", "-c", "fast", "--no-sync")
            follower.resume()
        except BaseException:
            follower.stop()
            raise
        return follower

    def kill(self) -> None:
        """Kill every process of the server in the midst of what it does; the folder stays as it is then."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def resume(self) -> None:
        """Start the server on what its folder holds, and wait until it answers. Raises ServerFailed."""
        self._launch()
        self._wait()

    def stop(self) -> None:
        """End the server at once and remove its folder."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=1)
            except subprocess.TimeoutExpired:  # somebody is still connected; SIGQUIT does not wait for them
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(timeout=SECONDS_TO_START)
            self._process = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def create_database(self, name: str) -> str:
        """Create an empty database and return its address."""
        self._run("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", self.user, name)
        return self.url(name)

    def url(self, database: str) -> str:
        """The address of a database of this server, for SQLAlchemy."""
        return f"postgresql+psycopg://{self.user}@127.0.0.1:{self.port}/{database}"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _program(self, name: str) -> str:
        folder = find_postgres()
        if folder is None:
            raise ServerFailed("PostgreSQL's server programs were not found. On Debian: apt-get install postgresql")
        return str(folder / name)

    def _as_owner(self) -> dict[str, Any]:
        if self._owner is None:
            return {"cwd": self._folder}
        uid, gid = self._owner
        return {"cwd": self._folder, "user": uid, "group": gid, "extra_groups": []}

    def _run(self, name: str, *arguments: object) -> None:
        command = [self._program(name), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self._as_owner())
        if done.returncode:
            raise ServerFailed(f"{name} failed:\n{done.stdout}{done.stderr}")

    def _launch(self) -> None:
        chosen = ("unix_socket_directories=", *(() if self._durable else QUICK_SETTINGS))
        settings = [part for setting in chosen for part in ("-c", setting)]
        command = [self._program("postgres"), "-D", str(self._data), "-h", "127.0.0.1", "-p", str(self.port), *settings]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that all its processes can be killed at once
                **self._as_owner(),
            )

    def _wait(self) -> None:
        assert self._process is not None
        question = [self._program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        deadline = time.monotonic() + SECONDS_TO_START
        while subprocess.run(question, check=False).returncode != 0:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise ServerFailed(f"PostgreSQL did not start:\n{self._log.read_text(errors='replace')}")
            time.sleep(0.05)


def _unprivileged_user() -> tuple[int, int]:
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise ServerFailed("PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it as.")


if __name__ == "__main__":
    print("\n".join(missing_packages()))
