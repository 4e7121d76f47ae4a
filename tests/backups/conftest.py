"""A community to keep, a backup of it, and an empty installation to bring it back on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pyrage
import pytest
import sqlalchemy as sa
from flask import Flask

from community.db import db
from community.ledger.operations import sign_checkpoint
from tests.apps import another_app
from tests.conftest import _empty, new_database_url
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory
from tests.groups.factories import MembershipFactory


class KeyPair(NamedTuple):
    """Keys of age: the public one, and the file with the secret one."""

    public: str
    file: Path


@pytest.fixture(scope="session")
def new_keys(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], KeyPair]:
    """Makes a pair of keys, the secret one in a file as age-keygen writes it."""

    def make() -> KeyPair:
        identity = pyrage.x25519.Identity.generate()
        file = tmp_path_factory.mktemp("keys") / "key.txt"
        file.write_text(f"# created: today\n# public key: {identity.to_public()}\n{identity}\n")
        return KeyPair(str(identity.to_public()), file)

    return make


@pytest.fixture(scope="session")
def keys(new_keys) -> KeyPair:
    """The keys that backups are for."""
    return new_keys()


def fill() -> None:
    """Members, a group, and endorsements that stand in a ledger whose checkpoint is signed."""
    MembershipFactory(member=MemberFactory())
    for number in range(3):
        EndorsementFactory(pledges={1: f"I will teach {number}."})
    sign_checkpoint()


def everything() -> dict[str, list[str]]:
    """Every row of every table."""
    with db.engine.connect() as connection:
        tables = [sa.table(name) for name in sa.inspect(connection).get_table_names()]
        asked = {table.name: sa.select(sa.text("*")).select_from(table) for table in tables}
        return {name: sorted(map(repr, connection.execute(all_rows))) for name, all_rows in asked.items()}


@contextmanager
def here(app: Flask, folder: Path, keys: KeyPair) -> Iterator[Flask]:
    """The application of the tests with a folder of its own and somebody whom backups are for."""
    with another_app(app, INSTANCE=str(folder), BACKUP_RECIPIENT=keys.public) as other, other.app_context():
        yield other


@contextmanager
def elsewhere(app: Flask, folder: Path, **settings: str) -> Iterator[Flask]:
    """Another installation, with an empty database."""
    folder.mkdir()
    url = new_database_url(folder)
    with another_app(app, INSTANCE=str(folder), DATABASE_URL=url, **settings) as other, other.app_context():
        yield other


@pytest.fixture(scope="module")
def made(the_app: Flask, keys: KeyPair, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a community that is gone since."""
    file = tmp_path_factory.mktemp("made") / "backup.age"
    with the_app.app_context(), here(the_app, file.parent / "instance", keys) as site:
        fill()
        done = site.test_cli_runner().invoke(args=["backup", str(file)])
        assert done.exit_code == 0, done.output
        _empty()
    return file
