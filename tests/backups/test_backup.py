"""`flask backup`: what is in the file, what is not, and what stays where it cannot be made."""

import fcntl
import io
import os
import resource
import stat
import subprocess
import tarfile
from pathlib import Path

import pyrage
import pytest
import sqlalchemy as sa

from community.accounts.models import Member
from community.backups import archive, postgresql
from community.backups.queries import last_backup
from community.backups.refusals import Refused
from community.db import db, now
from tests.backups.conftest import fill, here
from tests.conftest import ON_POSTGRESQL
from tests.factories import MemberFactory
from tests.servers import find_program

GONE = "Somebody who has left"
STAYS = "Somebody who stays"


@pytest.fixture
def site(app, keys, tmp_path):
    with here(app, tmp_path / "instance", keys) as site:
        yield site


@pytest.fixture
def back_up(site, tmp_path):
    def run(file=tmp_path / "backup.age"):
        done = site.test_cli_runner().invoke(args=["backup", str(file)])
        return done.exit_code, done.output, file

    return run


def contents(file, keys):
    """What the program age and tar make of a backup."""
    age = [find_program("age"), "--decrypt", "-i", keys.file, file]
    packed = subprocess.run(age, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}


def bytes_of_database(app):
    """What lies on the disk of an SQLite database."""
    db.session.rollback()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(db.engine.url.database).read_bytes()


class TestBackup:
    def test_is_encrypted_opens_with_age_and_holds_nothing_that_was_deleted(self, app, back_up, keys):
        gone, _stays = MemberFactory(display_name=GONE), MemberFactory(display_name=STAYS)
        with db.engine.connect() as connection:
            if not ON_POSTGRESQL:
                connection.exec_driver_sql("PRAGMA secure_delete=OFF")  # as if something had deleted carelessly
            connection.execute(sa.delete(Member).where(Member.id == gone.id))
            connection.commit()
        if not ON_POSTGRESQL:
            assert GONE.encode() in bytes_of_database(app)
        code, output, file = back_up()
        assert code == 0, output
        kept = contents(file, keys)
        assert list(kept) == [archive.STATEMENT, archive.MARK, archive.DATABASE]
        assert STAYS.encode() in kept[archive.DATABASE]
        assert GONE.encode() not in kept[archive.DATABASE]
        assert all(secret not in file.read_bytes() for secret in (STAYS.encode(), b"SQLite format", b"PGDMP"))
        assert all(app.config["COMMUNITY"].secret_key.encode() not in content for content in kept.values())

    def test_is_for_its_owner_alone_is_remembered_and_leaves_no_copy(self, site, back_up):
        fill()
        assert last_backup() is None
        before, (code, output, file) = now(), back_up()
        assert code == 0, output
        assert "NOT in it" in output
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        made_at, size = last_backup()
        assert before <= made_at <= now()
        assert size == file.stat().st_size
        assert {path.name for path in file.parent.iterdir()} == {"backup.age", "instance", *_test_database(file)}
        assert not any("copy" in path.name for path in site.config["COMMUNITY"].instance.iterdir())

    def test_removes_what_one_that_was_killed_has_left(self, site, back_up):
        left = site.config["COMMUNITY"].instance / "backup-copy-killed"
        left.mkdir(parents=True)
        (left / "copy.sqlite").write_text("plain")
        code, output, _file = back_up()
        assert code == 0, output
        assert not left.exists()

    def test_refuses_while_another_is_under_way(self, site, back_up):
        folder = site.config["COMMUNITY"].instance
        folder.mkdir(exist_ok=True)
        with (folder / "backup.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            code, output, file = back_up()
        assert (code, file.exists()) == (1, False)
        assert "under way" in output

    def test_a_database_that_cannot_be_copied_is_no_backup(self, back_up):
        with full_disk(100_000):
            code, output, file = back_up()
        assert (code, file.exists()) == (1, False)
        assert "failed: " in output or "could not be copied" in output
        assert last_backup() is None

    def test_one_that_cannot_be_written_leaves_the_one_before(self, keys, tmp_path):
        file = tmp_path / "backup.age"
        file.write_text("the one before")
        recipient = pyrage.x25519.Recipient.from_str(keys.public)
        with (tmp_path / "database").open("w+b") as database:
            database.write(os.urandom(300_000))
            database.seek(0)
            with full_disk(100_000), pytest.raises(Refused, match="could not be written"):
                archive.write(file, "{}", "", database, recipient)
        assert file.read_text() == "the one before"
        assert {path.name for path in tmp_path.iterdir()} - {"test.sqlite"} == {"backup.age", "database"}

    @pytest.mark.parametrize("given", [None, "age1" + "q" * 58])
    def test_refuses_without_somebody_whom_it_is_for(self, given):
        with pytest.raises(Refused, match="COMMUNITY_BACKUP_RECIPIENT"):
            archive.read_recipient(given)


class full_disk:  # noqa: N801  (reads like what it makes)
    """No file grows beyond so many bytes, as if the disk were full."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __enter__(self) -> None:
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._size, self._before[1]))

    def __exit__(self, *failure: object) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)


def _test_database(file):
    return {path.name for path in file.parent.glob("test.sqlite*")}


class TestFindProgram:
    """PostgreSQL's programs, of which a machine may have several."""

    @pytest.fixture(autouse=True)
    def machine(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))
        monkeypatch.setattr(postgresql, "PLACES", (f"{tmp_path}/*/bin",))
        for place, version in (("bin", "14.2"), ("15/bin", "15.9 (Debian 15.9-0)"), ("17/bin", "17beta1")):
            program = tmp_path / place / "pg_dump"
            program.parent.mkdir(parents=True)
            program.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n")
            program.chmod(0o700)

    @pytest.mark.parametrize(("server", "found"), [(13, "bin"), (14, "bin"), (15, "15/bin"), (16, "17/bin")])
    def test_finds_the_nearest_that_is_not_older_than_the_server(self, tmp_path, server, found):
        assert postgresql.find_program("pg_dump", server) == str(tmp_path / found / "pg_dump")

    @pytest.mark.parametrize(("name", "said"), [("pg_dump", "older than the server"), ("pg_restore", "not found")])
    def test_says_what_to_install(self, name, said):
        with pytest.raises(Refused, match=f"{said}.*version 18, as postgresql-client-18"):
            postgresql.find_program(name, 18)


def test_no_password_stands_among_arguments():
    url = sa.make_url("postgresql+psycopg://ripples:p%40ss@db.example:5433/ripples?sslmode=require")
    address, environment = postgresql.how_to_connect(url)
    assert address == "postgresql://ripples@db.example:5433/ripples?sslmode=require"
    assert environment == {"PGPASSWORD": "p@ss"}
