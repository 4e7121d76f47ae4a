"""A site whose processes die in the midst of work, visitors who try again until they are answered, and what must be
true afterwards. Used by the suite with some hundreds of visitors, by `tests/benchmarks/killing.py` with ten thousand.
"""

import http.client
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlencode, urlsplit

import sqlalchemy as sa
from flask import Flask

from community import jobs
from community.accounts.addresses import address_index
from community.app import create_app
from community.cli import server_commands
from community.config import load_config
from community.db import atomic, db, now
from community.declaration.operations import sync
from community.endorsements.models import Endorsement, EndorsementState
from community.endorsements.queries import count_endorsers, counts_by_commitment
from community.errands import Errand
from community.ledger import tree
from community.ledger.models import LedgerEntry, WaitingEntry
from community.ledger.queries import head_size, read_tree
from community.mail import MailState, OutboxMail
from community.migrating import upgrade
from tests.apps import disconnect
from tests.servers import free_port

HOUSE = Path(__file__).parent.parent
SECONDS_TO_WAIT = 600
SECONDS_UNTIL_STUCK = 2
EVERY_TENTH = 10  # of the visitors one is impatient and sends the form twice


class MortalSite:
    """A web server and a worker on one database, which can be killed as the kernel kills: without a word."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.port = free_port()
        self.mailbox = folder / "mailbox"
        self.settings = {
            "COMMUNITY_INSTANCE": str(folder),
            "COMMUNITY_DATABASE_URL": database_url,
            "COMMUNITY_SECRET_KEY": "a secret of the tests, long enough to be one",
            "COMMUNITY_URL": f"http://127.0.0.1:{self.port}",
            "PORT": str(self.port),
            "COMMUNITY_LIMITS": "off",
            "COMMUNITY_FLOOD_SHAPE": "1000000",  # this crowd is quick
        }
        self._log = folder / "log"
        self._processes: list[subprocess.Popen[bytes]] = []

    @contextmanager
    def application(self) -> Iterator[Flask]:
        """The application in this process, its database ready to be served."""
        app = create_app(load_config(self.settings))
        with app.app_context():
            upgrade()
            sync()
            try:
                yield app
            finally:
                disconnect()

    def start(self) -> None:
        """Start both; whoever is too early tries again."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COMMUNITY_")}
        with self._log.open("ab") as log:
            self._processes = [
                subprocess.Popen(
                    command,
                    cwd=HOUSE,
                    env=environment | self.settings,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
                for command in server_commands(load_config(self.settings))
            ]

    def kill(self) -> None:
        """Kill everything that was started, with what it has started itself."""
        for process in self._processes:
            os.killpg(process.pid, signal.SIGKILL)
        for process in self._processes:
            process.wait()
        self._processes = []


class Visitor:
    """A browser without script that sends what it has to send until it is answered."""

    def __init__(self, site: MortalSite) -> None:
        self._site = site
        self._cookie = ""
        self._token = ""

    def send(self, path: str, fields: list[tuple[str, str]]) -> str:
        """Send a form again and again until there is an answer; returns where it leads, or "" where it is refused."""
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while time.monotonic() < deadline:
            try:
                if not self._token:
                    self._open()
                status, headers, _page = self._ask("POST", path, urlencode([*fields, ("csrf_token", self._token)]))
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if status == 303:
                return headers["Location"]
            if status < 500:
                return ""
        raise TimeoutError(path)

    def _open(self) -> None:
        _status, headers, page = self._ask("GET", "/en/endorse")
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, page
        self._token, self._cookie = found[1], headers["Set-Cookie"].partition(";")[0]

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, Any, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._site.port, timeout=60)
        try:
            headers = {"Cookie": self._cookie} if self._cookie else {}
            if body is not None:
                headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"{self._url}/en/endorse"}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    @property
    def _url(self) -> str:
        return self._site.settings["COMMUNITY_URL"]


class Crowd:
    """Visitors who send many forms at the same time, while the site dies now and then."""

    def __init__(self, site: MortalSite, browsers: int, deaths: int) -> None:
        self._site = site
        self._browsers = browsers
        self._deaths = deaths
        self._lock = threading.Lock()
        self.started_at = time.monotonic()
        self.acknowledged: list[tuple[float, str]] = []
        self.refused: list[str] = []
        self.failures: list[BaseException] = []

    def send(self, forms: list[tuple[str, str, list[tuple[str, str]]]]) -> None:
        """Send forms, each with a name, a path and its fields; kill and start the site while they come in."""
        queue: SimpleQueue[tuple[str, str, list[tuple[str, str]]]] = SimpleQueue()
        for form in forms:
            queue.put(form)
        threads = [threading.Thread(target=self._work, args=(queue,)) for _ in range(self._browsers)]
        for thread in threads:
            thread.start()
        for death in range(1, self._deaths + 1):
            self._wait_for(len(forms) * death // (self._deaths + 1))
            self._site.kill()
            self._site.start()
            self.started_at = time.monotonic()
        for thread in threads:
            thread.join()
        assert not self.failures, self.failures

    def _wait_for(self, number: int) -> None:
        while len(self.acknowledged) + len(self.refused) < number and not self.failures:
            time.sleep(0.005)

    def _work(self, queue: "SimpleQueue[tuple[str, str, list[tuple[str, str]]]]") -> None:
        visitor = Visitor(self._site)
        try:
            while not self.failures:
                name, path, fields = queue.get_nowait()
                leads_to = visitor.send(path, fields)
                with self._lock:
                    if leads_to:
                        self.acknowledged.append((time.monotonic(), name))
                    else:
                        self.refused.append(name)
        except Empty:
            pass
        except BaseException as failure:
            self.failures.append(failure)


def endorsement_of(address: str, number: int) -> tuple[str, str, list[tuple[str, str]]]:
    """The form of a visitor who endorses; everybody takes on the first commitment, some also another."""
    fields = [("email", address), ("commitments", "1"), ("shown", "counted")]
    return address, "/en/endorse", [*fields, ("commitments", "7")] if number % 3 == 0 else fields


def wait_for_worker() -> None:
    """Wait until the worker has nothing left to do.

    What a dead one had begun waits until its lease has run out; nobody waits here for five minutes.
    """
    deadline, before, since = time.monotonic() + SECONDS_TO_WAIT, 0, time.monotonic()
    while left := _count_left():
        if left != before:
            before, since = left, time.monotonic()
        elif time.monotonic() - since > SECONDS_UNTIL_STUCK:
            _end_leases()
            jobs.wake()
            since = time.monotonic()
        assert time.monotonic() < deadline, f"{left} are left"
        time.sleep(0.1)


def _count_left() -> int:
    db.session.rollback()  # what is so now, not when the transaction began
    waiting = (
        sa.select(sa.func.count()).select_from(Errand),
        sa.select(sa.func.count()).select_from(WaitingEntry),
        sa.select(sa.func.count()).select_from(OutboxMail).where(OutboxMail.state == MailState.WAITING),
    )
    left = sum(db.session.scalars(one).one() for one in waiting)
    db.session.rollback()
    return left


@atomic
def _end_leases() -> None:
    for claimed in (Errand, OutboxMail):
        db.session.execute(sa.update(claimed).where(claimed.state == "waiting").values(due_at=now()))


def read_links(mailbox: Path) -> dict[str, list[str]]:
    """For each address the paths to confirm that were mailed to it."""
    found: dict[str, list[str]] = {}
    for file in mailbox.glob("*.eml"):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        text = str(body.get_content()) if body else ""
        links = [urlsplit(url).path for url in re.findall(r"http://\S+", text)]
        found.setdefault(str(mail["To"]), []).extend(link for link in links if "/endorse/confirm/" in link)
    return found


def require_one_each(addresses: list[str]) -> None:
    """Every address has one endorsement, and nobody else has any."""
    kept = sorted(db.session.scalars(sa.select(Endorsement.email_index)))
    assert kept == sorted(map(address_index, addresses))


def require_true_counts(addresses: list[str]) -> None:
    """Each counts once: in its row, in the public count and as a line of a tree that holds together."""
    counted = sa.select(sa.func.count()).select_from(Endorsement).where(Endorsement.state == EndorsementState.COUNTED)
    seen = db.session.scalars(counted).one(), count_endorsers(), counts_by_commitment()[0]
    assert seen == (len(addresses),) * 3
    assert counts_by_commitment()[6] == sum(number % 3 == 0 for number in range(len(addresses)))
    entries = db.session.execute(sa.select(LedgerEntry.position, LedgerEntry.content).order_by(LedgerEntry.position))
    grown, lines = tree.Growth(), set()
    for at, entry in enumerate(entries):
        assert entry.position == at
        lines.add(entry.content)
        for _tile in grown.add(tree.leaf_hash(entry.content)):
            pass
    assert len(lines) == grown.size == head_size() == len(addresses)
    assert lines == {f"endorsed {leaf.hex()}" for leaf in db.session.scalars(sa.select(Endorsement.leaf)) if leaf}
    assert read_tree(lambda node: tree.root(node, grown.size)) == grown.root()
