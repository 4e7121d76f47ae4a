"""Nothing costs more because more people endorsed: no public page, no search for somebody's own endorsement, and no
endorsing. Nothing counts rows, and nothing reads a table as a whole.

The database is asked how it would answer each statement that the pages send. Which pages these are, and what they cost
with ten million endorsements, is in `tests/benchmarks/growth.py`.
"""

import json
import re

import pytest
import sqlalchemy as sa

from community.db import db
from community.demo.masses import load_masses
from community.endorsements.models import Endorsement, EndorsementState, Pledge, Shown
from community.endorsements.operations import endorse, endorse_as_member
from community.endorsements.queries import find_my_endorsement, hold_endorsement_of, list_my_commitments
from community.errands import run_due_errands
from community.ledger.models import LedgerEntry
from community.ledger.operations import sign_checkpoint
from tests.benchmarks.growth import PAGES, addresses
from tests.conftest import ON_POSTGRESQL
from tests.factories import MemberFactory
from tests.statements import statements

LARGE = ("endorsement", "ledger_entry", "ledger_waiting", "ledger_tile", "pledge")
ENDORSEMENTS = 2000
_AGGREGATE = re.compile(r"\b(count|sum|min|max|avg|total|array_agg)\s*\(|\bGROUP BY\b|\bDISTINCT\b", re.IGNORECASE)
_FROM_LARGE = re.compile(rf"\b(FROM|JOIN)\s+({'|'.join(LARGE)})\b", re.IGNORECASE)
_LIMIT = re.compile(r"\bLIMIT\b", re.IGNORECASE)


def complaints(statement, parameters=()):
    """What is wrong with how the database answers a statement."""
    if not statement.lstrip().upper().startswith("SELECT") or not _FROM_LARGE.search(statement):
        return []
    found = ["aggregates"] if _AGGREGATE.search(statement) else []
    plan = _read_postgresql(statement, parameters) if ON_POSTGRESQL else _read_sqlite(statement, parameters)
    return [f"{problem}: {' '.join(statement.split())}" for problem in found + plan]


def _read_sqlite(statement, parameters):
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    problems, is_large = [], False
    for _id, _parent, _zero, detail in plan:
        words = detail.split()
        if words[0] not in ("SCAN", "SEARCH"):
            # Only what was read before it is sorted: with a large table among it, all that was found of it.
            problems += [detail] if is_large and "TEMP B-TREE" in detail and _LIMIT.search(statement) else []
            continue
        is_large = is_large or words[1] in LARGE
        walks_an_index = "INDEX" in words and _LIMIT.search(statement)
        problems += [detail] if words[0] == "SCAN" and words[1] in LARGE and not walks_an_index else []
    return problems


def _read_postgresql(statement, parameters):
    connection = db.session.connection()
    # Of few rows it reads all, and rightly so. Where all that is found is wanted, it is sorted, and rightly so, too.
    ways = ("seqscan", "bitmapscan", "hashjoin", "mergejoin", *(("sort",) if _LIMIT.search(statement) else ()))
    for way in ways:
        connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    rows = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    plan = rows if isinstance(rows, list) else json.loads(rows)
    return _read_node(plan[0]["Plan"], statement)


def _read_node(node, statement):
    below = [problem for child in node.get("Plans", []) for problem in _read_node(child, statement)]
    kind, table = node["Node Type"], node.get("Relation Name")
    if table in LARGE:
        walks_an_index = "Index Cond" in node or _LIMIT.search(statement)
        return below + ([f"{kind} on {table}"] if kind == "Seq Scan" or not walks_an_index else [])
    sorts = kind == "Sort" and _LIMIT.search(statement) and _names_large(node)
    return below + (["sorts before it takes a few"] if sorts else [])


def _names_large(node):
    return node.get("Relation Name") in LARGE or any(_names_large(child) for child in node.get("Plans", []))


@pytest.fixture
def filled(app):
    """A database with some thousands of endorsements, their lines and a checkpoint."""
    load_masses(ENDORSEMENTS, 7, lambda _more: None)
    sign_checkpoint()
    if ON_POSTGRESQL:
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()


def all_complaints(sent):
    """What is wrong with how the database answers any of these statements."""
    return [problem for one in sent for problem in complaints(one.text, one.values)]


def test_no_public_page_counts_or_reads_everything(app, client, filled):
    for name, address in addresses(app).items():
        db.session.rollback()
        with statements() as sent:
            assert client.get(address).status == 200, name
        assert sent, name
        assert all_complaints(sent) == [], name


def test_nor_does_looking_for_ones_own_or_endorsing(app, filled):
    member = MemberFactory()
    answers = {"shown": Shown.COUNTED, "name": None, "country": None, "affiliation": None, "commitments": {1: None}}
    db.session.rollback()
    with statements() as sent:
        find_my_endorsement(member)
        list_my_commitments(member)
        hold_endorsement_of(member)
        endorse(email="somebody@example.org", language="en", **answers)
        run_due_errands()
        endorse_as_member(actor=member, language="en", **answers)
    assert len(sent) > 10
    assert all_complaints(sent) == []


def _compiled(statement):
    compiled = statement.compile(dialect=db.engine.dialect, compile_kwargs={"literal_binds": True})
    return str(compiled).replace("%", "%%") if ON_POSTGRESQL else str(compiled)


_COUNTED = Endorsement.state == EndorsementState.COUNTED
EXPENSIVE = {
    "counts": sa.select(sa.func.count()).select_from(Endorsement).where(_COUNTED),
    "sums": sa.select(sa.func.max(LedgerEntry.position)),
    "groups": sa.select(Endorsement.country).group_by(Endorsement.country),
    "reads all": sa.select(Pledge.text),
    "looks for what no index has": sa.select(Endorsement.id).where(Endorsement.affiliation == "a"),
    "sorts all to take a few": sa.select(Endorsement.id).order_by(Endorsement.name).limit(24),
}


@pytest.mark.parametrize("name", EXPENSIVE)
def test_what_is_expensive_is_noticed(app, filled, name):
    assert complaints(_compiled(EXPENSIVE[name]))


def test_what_is_cheap_is_not(app, filled):
    assert complaints(_compiled(sa.select(LedgerEntry.content).where(LedgerEntry.position == 7))) == []
    assert "FROM" in _compiled(sa.select(Pledge.text))


def test_all_pages_that_are_measured_are_asked(app, filled):
    assert addresses(app).keys() == PAGES.keys()
