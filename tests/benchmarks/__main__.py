"""Every page against its bare twin, on both databases: `make bench`, or `python -m tests.benchmarks --help`.

Prints tables and, where everything was measured thoroughly, writes them into the README between their marks.
"""

import argparse
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import pages, startup, tables
from tests.benchmarks.filling import fill, settings
from tests.benchmarks.measuring import Target, in_turns
from tests.benchmarks.pages import Browser, Page
from tests.benchmarks.processes import Served, serve
from tests.servers import PostgresServer, free_port

PROCESSES = 2  # as on the two cores of the machine
THREADS = 2  # as deploy/settings.env has it
TWINS = "tests.benchmarks.twins:create_twins()"


@dataclass(frozen=True)
class Effort:
    """How thoroughly to measure: rounds, and seconds for which each round asks for one thing. only: of pages."""

    rounds: int
    seconds: float
    only: str = ""

    def chosen(self, some: Iterable[Page]) -> list[Page]:
        """Those whose name has what was asked for in it."""
        return [page for page in some if self.only in page.name]


class Site:
    """Our application, uncached and cached, and the twins, on one database."""

    def __init__(self, stack: ExitStack, folder: Path, database: str) -> None:
        environment = settings(folder, database)
        fill(environment)
        self.environment = environment
        self.ours = self._serve(stack, environment)
        self.cached = self._serve(stack, environment | {"COMMUNITY_CACHE_URL": "memory://"})
        self.twins = self._twins(stack, database, THREADS)
        # The peers' figures are in units of this one: a connection for each request.
        self.plain = self._twins(stack, database, 0)

    @staticmethod
    def _twins(stack: ExitStack, database: str, threads: int) -> Served:
        return stack.enter_context(serve(TWINS, {"TWINS_DATABASE_URL": database}, processes=PROCESSES, threads=threads))

    @staticmethod
    def _serve(stack: ExitStack, environment: dict[str, str]) -> Served:
        port = free_port()
        own = environment | {"COMMUNITY_URL": f"http://127.0.0.1:{port}"}
        return stack.enter_context(serve("wsgi:app", own, processes=PROCESSES, threads=THREADS, port=port))

    def compare(self, effort: Effort) -> Iterator[tables.Compared]:
        """Ask for every page, its twin and the empty view in turns."""
        session = pages.member(self.ours)
        for page in effort.chosen(pages.GETS):
            cookie = session.cookie if page.by == "member" else ""
            ours = Target(self.ours, pages.gets(self.ours, page.path, cookie))
            yield self._compared(page, ours, Target(self.twins, pages.gets(self.twins, page.twin)), effort)
        for page in effort.chosen([pages.ENDORSE]):
            both = (Browser(self.ours, page.path), Browser(self.twins, page.twin))
            ours, twin = (Target(one.served, one.posts(pages.ENDORSEMENT), 303) for one in both)
            yield self._compared(page, ours, twin, effort)
        for page in effort.chosen([pages.LOGIN]):
            ours = Target(self.ours, pages.logins(self.ours), 303)
            yield self._compared(page, ours, Target(self.twins, pages.gets(self.twins, page.twin)), effort)

    def _compared(self, page: Page, ours: Target, twin: Target, effort: Effort) -> tables.Compared:
        empty = self._empty()
        in_turns([ours, twin, empty], effort.rounds, effort.seconds)
        return tables.Compared(page, ours, twin, empty)

    def _empty(self) -> Target:
        return Target(self.plain, pages.gets(self.plain, "/healthz"))

    def unit(self, title: str, effort: Effort) -> str:
        """Measure what the peers' figures are in units of."""
        fifty, empty = Target(self.plain, pages.gets(self.plain, "/fifty")), self._empty()
        in_turns([fifty, empty], effort.rounds, effort.seconds)
        return tables.unit(title, fifty, empty)

    def compare_cached(self, effort: Effort) -> Iterator[tables.Compared]:
        """Ask for pages that are kept for visitors."""
        for page in effort.chosen(pages.CACHED):
            empty = Target(self.twins, pages.gets(self.twins, "/healthz"))
            ours = Target(self.cached, pages.gets(self.cached, page.path))
            in_turns([ours, empty], effort.rounds, effort.seconds)
            yield tables.Compared(page, ours, empty, empty)


def measure(title: str, folder: Path, database: str, effort: Effort) -> list[str]:
    """Everything on one database; gives the tables."""
    with ExitStack() as stack:
        site = Site(stack, folder, database)
        said = [
            tables.compared(title, site.compare(effort)),
            site.unit(title, effort),
            tables.cached(title, site.compare_cached(effort)),
            tables.memory(title, {"without cache": site.ours.memory(), "with cache": site.cached.memory()}),
        ]
    return [*said, tables.startup(title, startup.measure(site.environment, effort.rounds))]


def main() -> None:
    """Both databases, one after the other."""
    asked = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    asked.add_argument("--quick", action="store_true", help="fewer and shorter rounds, for work on the code")
    asked.add_argument("--only", default="", metavar="WORD", help="pages that have this in their name")
    asked.add_argument("--on", choices=("sqlite", "postgresql"), help="one database instead of both")
    wish = asked.parse_args()
    effort = Effort(4, 0.6, wish.only) if wish.quick else Effort(7, 1.0, wish.only)
    said: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        if wish.on != "postgresql":
            said += measure("SQLite", Path(folder), f"sqlite:///{Path(folder) / 'ripples.sqlite'}", effort)
    with tempfile.TemporaryDirectory() as folder:
        if wish.on != "sqlite":
            with PostgresServer(durable=True) as server:
                said += measure("PostgreSQL", Path(folder), server.create_database("benchmark"), effort)
    if not (wish.quick or wish.only or wish.on):
        tables.write("pages", "\n\n".join(said))


if __name__ == "__main__":
    main()
