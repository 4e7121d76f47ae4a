"""What pages cost with 10,000,000 endorsements and with 10,000: `python -m tests.benchmarks.endorsements`.

Two numbers behind it are how many instead, the larger first.

Fills two databases of each kind. Where RIPPLES_BENCHMARK_SQLITE or RIPPLES_BENCHMARK_POSTGRESQL is the address of a
database, that is the large one, filled as far as it is not; the small one is always new. Asks both for each page in
turns, so that what else the machine does slows them alike, and prints the medians of the whole answer to a request and
their ratio; the aim is 1.2.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from community.db import db
from community.declaration.operations import sync
from community.demo.masses import load_masses
from community.endorsements.models import Endorsement
from community.endorsements.queries import count_endorsers, is_cursor_of_list
from community.groups.operations import found_groups
from community.ledger.operations import sign_checkpoint
from community.web.cursors import seal_cursor
from community.web.pagination import _purpose
from tests.benchmarks.directory import application
from tests.servers import PostgresServer

ROUNDS = 40
SEED = 7
LIST = "/en/endorsements"
PAGES = {
    "landing": "/en/",
    "list": LIST,
    "list, last page": f"{LIST}?after=",
    "list by commitment": f"{LIST}?commitment=3",
    "list by country": f"{LIST}?country=KR",
    "list by country, last page": f"{LIST}?country=KR&after=",
    "list by rare country": f"{LIST}?country=FI",
    "list by profession": f"{LIST}?profession=2",
    "list by language": f"{LIST}?said_in=ko",
    "list by everything, many": f"{LIST}?country=KR&profession=2&commitment=3&said_in=ko",
    "list by everything, few": f"{LIST}?country=KR&profession=0&commitment=5&said_in=en",
    "commitment": "/en/declaration/commitments/3",
    "commitment, last page": "/en/declaration/commitments/3?after=",
    "figures": "/en/endorsements/figures",
    "ledger": "/en/ledger",
    "API: counts": "/api/v1/counts",
    "API: list": "/api/v1/endorsements",
    "API: list, last page": "/api/v1/endorsements?after=",
    "embed": "/embed/en/count",
    "badge": "/embed/en/badge.svg",
    "feed": "/en/endorsements.atom",
}


@contextmanager
def filled(database: str, folder: str, number: int) -> Iterator[Flask]:
    """An application on a database with so many endorsements."""
    app = application(database, folder)
    with app.app_context():
        upgrade()
        sync()
        found_groups()
        start = time.perf_counter()
        load_masses(number, SEED, lambda _more: None)
        sign_checkpoint()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if connection.dialect.name == "postgresql":  # what autovacuum does in time
                connection.exec_driver_sql("VACUUM ANALYZE")
        print(f"  {count_endorsers():,} count, filled in {time.perf_counter() - start:.0f} s", flush=True)
        db.session.remove()
        yield app
        db.engine.dispose()


def addresses(app: Flask) -> dict[str, str]:
    """The address of each page; of last pages, with a cursor that leaves less than a page."""
    return {name: path + _cursor(app, path) if path.endswith("after=") else path for name, path in PAGES.items()}


def _cursor(app: Flask, path: str) -> str:
    statement = sa.select(Endorsement).where(
        Endorsement.state == sa.literal_column("'counted'"), Endorsement.shown == sa.literal_column("'named'")
    )
    if "country=KR" in path:
        statement = statement.where(Endorsement.country == "KR")
    order = (Endorsement.confirmed_at, Endorsement.id)
    with app.test_request_context(path):
        row = db.session.scalars(statement.order_by(*order).offset(20).limit(1)).one()
        cursor = seal_cursor(_purpose([column.desc().element for column in order]), row.id.bytes)
        assert is_cursor_of_list(cursor)  # with another, the first page would be measured
        return cursor


def measure(small: Flask, large: Flask) -> Iterator[tuple[str, float, float]]:
    """Ask both for every page in turns; gives the medians."""
    asked = [(app.test_client(), addresses(app)) for app in (small, large)]
    times: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in PAGES}
    for turn in range(ROUNDS + 2):
        for name, both in times.items():
            for place in (0, 1) if turn % 2 else (1, 0):
                client, paths = asked[place]
                start = time.perf_counter()
                answer = client.get(paths[name])
                took = (time.perf_counter() - start) * 1000
                assert answer.status_code == 200, (paths[name], answer.status_code)
                if turn >= 2:  # the first two warm up
                    both[place].append(took)
    for name, (few, many) in times.items():
        yield name, statistics.median(few), statistics.median(many)


def compare(title: str, databases: tuple[str, str], numbers: tuple[int, int]) -> None:
    """Fill the two databases of one kind, ask them, print what it took."""
    print(f"\n{title}: {numbers[0]:,} and {numbers[1]:,} endorsements")
    with ExitStack() as stack:
        folders = [stack.enter_context(tempfile.TemporaryDirectory()) for _ in databases]
        small, large = (stack.enter_context(filled(*one)) for one in zip(databases, folders, numbers, strict=True))
        print(f"\n| {title} | {numbers[0]:,} | {numbers[1]:,} | ratio |\n|---|---:|---:|---:|")
        for name, few, many in measure(small, large):
            print(f"| {name} | {few:.1f} ms | {many:.1f} ms | {many / few:.2f} |", flush=True)


def main() -> None:
    """Both kinds of database, one after the other."""
    large, small = ([int(word) for word in sys.argv[1:]] + [10_000_000, 10_000][len(sys.argv) - 1 :])[:2]
    with tempfile.TemporaryDirectory() as folder:
        given = os.environ.get("RIPPLES_BENCHMARK_SQLITE") or f"sqlite:///{Path(folder) / 'large.sqlite'}"
        compare("SQLite", (f"sqlite:///{Path(folder) / 'small.sqlite'}", given), (small, large))
    with PostgresServer() as server:
        given = os.environ.get("RIPPLES_BENCHMARK_POSTGRESQL") or server.create_database("large")
        compare("PostgreSQL", (server.create_database("small"), given), (small, large))


if __name__ == "__main__":
    main()
