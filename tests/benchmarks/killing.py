"""10,000 endorsements at once on a site that is killed in the midst: `python -m tests.benchmarks.killing [visitors]`.

Visitors endorse over HTTP, every tenth of them twice, and then press the button behind their link, while web server and
worker are killed (SIGKILL) several times. Requires afterwards what the test in the suite requires of some hundreds:
whoever was acknowledged has one endorsement, and it counts once. Prints how long it took, and how old the public count
was while the worker ran.
"""

import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from flask import Flask

from community.db import db
from community.endorsements.queries import count_endorsers
from tests.killing import (
    EVERY_TENTH,
    Crowd,
    MortalSite,
    endorsement_of,
    read_links,
    require_one_each,
    require_true_counts,
    wait_for_worker,
)
from tests.servers import PostgresServer

VISITORS = 10_000
BROWSERS = 24
DEATHS = 4
SECONDS_TO_START = 20  # after a death nobody counts for so long; how long a start takes is not what is asked


class Watch:
    """Reads the public count again and again while people confirm, and says how far it was behind."""

    def __init__(self, app: Flask, crowd: Crowd) -> None:
        self._app = app
        self._crowd = crowd
        self._ended = threading.Event()
        self._behind: list[float] = []
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._ended.set()
        self._thread.join()

    def tell(self) -> str:
        """How old the oldest confirmation was that the count lacked, in the middle and at most."""
        behind = self._behind or [0.0]
        return f"{statistics.median(behind):.1f} s in the middle, {max(behind):.1f} s at most ({len(behind)} looks)"

    def _look(self) -> None:
        with self._app.app_context():
            while not self._ended.wait(0.2):
                moment, counted = time.monotonic(), count_endorsers()
                db.session.rollback()
                if moment - self._crowd.started_at > SECONDS_TO_START:
                    lacking = self._crowd.acknowledged[counted:]
                    self._behind.append(moment - lacking[0][0] if lacking else 0.0)


def run(title: str, site: MortalSite, visitors: int) -> None:
    """Let a crowd come to one site, and look what is left of it."""
    addresses = [f"visitor{number}@example.org" for number in range(visitors)]
    forms = [endorsement_of(address, number) for number, address in enumerate(addresses)]
    with site.application() as app:
        try:
            start = time.monotonic()
            site.start()
            arriving = Crowd(site, BROWSERS, DEATHS)
            arriving.send(forms + forms[::EVERY_TENTH])
            assert {name for _at, name in arriving.acknowledged} == set(addresses)
            arrived = time.monotonic()
            wait_for_worker()
            require_one_each(addresses)
            links = read_links(site.mailbox)
            mailed = time.monotonic()
            confirming = Crowd(site, BROWSERS, DEATHS)
            with Watch(app, confirming) as watch:
                confirming.send([(address, links[address][0], []) for address in addresses])
                confirmed = time.monotonic()
                wait_for_worker()
            # Who got no answer and asked again may read that it is confirmed already.
            assert {name for _at, name in confirming.acknowledged} | set(confirming.refused) == set(addresses)
            require_true_counts(addresses)
        finally:
            site.kill()
    print(
        f"{title}: {visitors:,} endorsed in {arrived - start:.0f} s and were mailed {mailed - arrived:.0f} s later, "
        f"confirmed in {confirmed - mailed:.0f} s; killed {2 * DEATHS} times; none lost, none twice; "
        f"the count was behind by {watch.tell()}",
        flush=True,
    )


def main() -> None:
    """Both kinds of database, one after the other."""
    visitors = int(sys.argv[1]) if len(sys.argv) > 1 else VISITORS
    with tempfile.TemporaryDirectory() as folder:
        run("SQLite", MortalSite(Path(folder), f"sqlite:///{Path(folder) / 'site.sqlite'}"), visitors)
    with tempfile.TemporaryDirectory() as folder, PostgresServer() as server:
        run("PostgreSQL", MortalSite(Path(folder), server.create_database("site")), visitors)


if __name__ == "__main__":
    main()
