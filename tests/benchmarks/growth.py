"""What pages cost with 10,000,000 endorsements and 1,000,000 members, and with 10,000 of each:
`python -m tests.benchmarks.growth [endorsements [members]]`, for another large number.

Fills two databases of each kind. Asks both for each page in turns, so that what else the machine does slows them alike,
and prints the medians of the whole answer to a request, that of the database included, and their ratio; the aim is 1.2.
With the numbers of the aims it writes the tables into the README.
"""

import contextvars
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.accounts.operations import open_session
from community.db import db
from community.declaration.operations import sync
from community.demo.masses import load_masses
from community.endorsements.models import Endorsement, Shown
from community.endorsements.queries import is_cursor_of_list
from community.groups.operations import found_groups
from community.ledger.operations import sign_checkpoint
from community.members.models import FIELDS, Audience, Profile
from community.migrating import upgrade
from community.web.cursors import seal_cursor
from community.web.pagination import _purpose
from tests.benchmarks import directory, tables
from tests.benchmarks.filling import application, settings, settle
from tests.benchmarks.multiplying import ENDORSEMENTS, MEMBERS, multiply
from tests.servers import PostgresServer

SMALL = 10_000
LARGE = (10_000_000, 1_000_000)
MOST_INVENTED = 200_000  # the rest are copies
ROUNDS = 40
SEED = 7
LIST = "/en/endorsements"
RARE, TWELVE = "IS", 12  # a country, and how many it has, however many there are of all
PAGES = {
    "landing": "/en/",
    "list": LIST,
    "list, last page": f"{LIST}?after=",
    "list by commitment": f"{LIST}?commitment=3",
    "list by country": f"{LIST}?country=KR",
    "list by country, last page": f"{LIST}?country=KR&after=",
    "list by rare country": f"{LIST}?country=FI",
    "list by a country of twelve": f"{LIST}?country={RARE}",
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
GROUP_PAGES = {"groups": "/en/groups", "group": "/en/groups/river"}
MEMBERS_PAGES = {
    "directory": "/en/members",
    "directory by words": "/en/members?words=teach",
    "directory by name": "/en/members?words=김지수",
    "directory by a country of few": "/en/members?country=NL",
    "directory by a country of twelve": f"/en/members?country={RARE}",
    "profile": "/en/members/m5",
    "landing of a member": "/en/",
}


@dataclass(frozen=True)
class Place:
    """An application on a filled database, and a client in which a member is logged in."""

    app: Flask
    member: FlaskClient


@contextmanager
def filled(database: str, folder: str, endorsements: int, members: int) -> Iterator[Place]:
    """An application on a database with so many of both."""
    with application(settings(Path(folder), database)) as app:
        start = time.perf_counter()
        upgrade()
        sync()
        found_groups()
        invented = min(endorsements, MOST_INVENTED)
        load_masses(invented, SEED, lambda _more: None)
        sign_checkpoint()
        viewer = directory.fill(min(members, SMALL))
        db.session.remove()
        for models, times in ((ENDORSEMENTS, endorsements // invented), (MEMBERS, members // min(members, SMALL))):
            if times > 1:
                multiply(models, times)
        db.engine.dispose()
        _make_rare()
        settle()
        counts = [
            db.session.scalars(sa.select(sa.func.count()).select_from(one)).one() for one in (Endorsement, Member)
        ]
        print(f"  {counts[0]:,} endorsements, {counts[1]:,} members in {time.perf_counter() - start:.0f} s", flush=True)
        yield Place(app, _logged_in(app, viewer))


def _make_rare() -> None:
    """Let twelve endorsements and twelve members be of a country that nobody else is of."""
    listed = sa.select(Endorsement.id).where(Endorsement.shown == Shown.NAMED).order_by(Endorsement.id).limit(TWELVE)
    db.session.execute(sa.update(Endorsement).where(Endorsement.id.in_(listed)).values(country=RARE))
    handles = [f"m{number}" for number in range(10, 10 + TWELVE)]
    for profile in db.session.scalars(sa.select(Profile).join(Profile.member).where(Member.handle.in_(handles))):
        profile.country = RARE
        profile.open_to(dict.fromkeys(FIELDS, Audience.MEMBERS))
    db.session.commit()


def _logged_in(app: Flask, viewer: uuid.UUID) -> FlaskClient:
    opened = open_session(member=db.session.get_one(Member, viewer), device="firefox-linux", second_factor=True)
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=opened.get_id(), _fresh=True)
    db.session.remove()
    return client


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


def measure(small: Place, large: Place) -> Iterator[tables.Grown]:
    """Ask both for every page in turns."""
    asked = [
        {name: (place.app.test_client(), path) for name, path in (addresses(place.app) | GROUP_PAGES).items()}
        | {name: (place.member, path) for name, path in MEMBERS_PAGES.items()}
        for place in (small, large)
    ]
    times: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in asked[0]}
    lengths = {name: [0, 0] for name in asked[0]}
    for turn in range(ROUNDS + 2):
        for name, both in times.items():
            for place in (0, 1) if turn % 2 else (1, 0):
                client, path = asked[place][name]
                start = time.perf_counter()
                # A fresh context, as in a server: what is known of one visitor is not known of the next.
                answer = contextvars.Context().run(client.get, path)
                took = (time.perf_counter() - start) * 1000
                assert answer.status_code == 200, (path, answer.status_code)
                lengths[name][place] = len(answer.data)
                if turn >= 2:  # the first two warm up
                    both[place].append(took)
    for name, (few, many) in times.items():
        yield tables.Grown(name, statistics.median(few), statistics.median(many), *lengths[name])


def compare(title: str, databases: tuple[str, str], large: tuple[int, int]) -> str:
    """Fill the two databases of one kind, ask them; gives the table."""
    with ExitStack() as stack:
        folders = [stack.enter_context(tempfile.TemporaryDirectory()) for _ in databases]
        numbers = ((SMALL, SMALL), large)
        places = [
            stack.enter_context(filled(*one, *many))
            for one, many in zip(zip(databases, folders, strict=True), numbers, strict=True)
        ]
        return tables.grown(title, (SMALL, *large), measure(*places))


def main() -> None:
    """Both kinds of database, one after the other."""
    given = tuple(int(word) for word in sys.argv[1:])
    large = (given + LARGE[len(given) :])[:2]
    with tempfile.TemporaryDirectory() as folder:
        both = tuple(f"sqlite:///{Path(folder) / name}.sqlite" for name in ("small", "large"))
        said = [compare("SQLite", both, large)]
    with PostgresServer() as server:
        said.append(compare("PostgreSQL", tuple(map(server.create_database, ("small", "large"))), large))
    if large == LARGE:
        tables.write("growth", "\n\n".join(said))


if __name__ == "__main__":
    main()
