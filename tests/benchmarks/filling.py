"""The invented community that pages are measured with."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from community.accounts.codes import new_secret
from community.app import create_app
from community.config import load_config
from community.db import db
from community.declaration.operations import sync
from community.demo.masses import load_masses
from community.demo.operations import Wish, load
from community.groups.operations import found_groups
from community.ledger.operations import seal_all, sign_checkpoint
from community.migrating import upgrade
from tests.apps import disconnect
from tests.benchmarks.twins import AT_ONCE, PASSWORD

MEMBERS, GROUPS, ENDORSEMENTS = 300, 13, 10_000
SEED = 7


def settings(folder: Path, database: str) -> dict[str, str]:
    """The environment of our application: nothing is limited, since one machine asks for everything."""
    return {
        "COMMUNITY_INSTANCE": str(folder),
        "COMMUNITY_DATABASE_URL": database,
        "COMMUNITY_SECRET_KEY": "a secret of the benchmark, long enough to be one",
        "COMMUNITY_LIMITS": "off",
        "COMMUNITY_ARGON2_AT_ONCE": str(AT_ONCE),
        "COMMUNITY_CACHE_URL": "off",
    }


@contextmanager
def application(environment: dict[str, str]) -> Iterator[Flask]:
    """The application in this process, with a context."""
    app = create_app(load_config(environment))
    with app.app_context():
        try:
            yield app
        finally:
            disconnect()


def fill(environment: dict[str, str]) -> None:
    """Invent a community of 300 members, 20 groups and 10,000 endorsements."""
    with application(environment):
        upgrade()
        sync()
        found_groups()
        load(Wish(MEMBERS, 2000, GROUPS, SEED), password=PASSWORD, secret=new_secret(), advance=lambda: None)
        seal_all()
        load_masses(ENDORSEMENTS, SEED, lambda _more: None)
        sign_checkpoint()
        settle()


def settle() -> None:
    """What the databases do by themselves in time: collect statistics, so that they plan well."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if connection.dialect.name == "postgresql" else "ANALYZE")
