"""`flask restore`: everything is back elsewhere and verified; what is wrong is refused before anything is done."""

import io
import json
import tarfile
import threading
from dataclasses import replace

import pyrage
import pytest
import sqlalchemy as sa

from community.backups import archive, checking, operations, postgresql, sqlite
from community.backups.refusals import Refused
from community.backups.statement import mark_of, read_statement
from community.db import atomic, db
from community.endorsements.models import Endorsement
from community.endorsements.operations import count_in
from community.ledger.keeping import keep, read_kept
from community.ledger.models import LedgerEntry
from community.ledger.operations import seal_all, sign_checkpoint
from community.migrating import upgrade
from community.revisions import newest
from tests.backups.conftest import elsewhere, everything, fill, here
from tests.conftest import ON_POSTGRESQL, SECONDS_TO_MEET
from tests.endorsements.factories import EndorsementFactory


def restore(site, file, keys):
    """Run the command; returns its exit code and what it says."""
    done = site.test_cli_runner().invoke(args=["restore", str(file), "--identity", str(keys.file)])
    return done.exit_code, done.output


def test_everything_is_back_elsewhere(app, keys, tmp_path):
    with here(app, tmp_path / "instance", keys) as site:
        fill()
        before, checkpoint = everything(), read_kept()
        done = site.test_cli_runner().invoke(args=["backup", str(tmp_path / "backup.age")])
        assert done.exit_code == 0, done.output
    with elsewhere(app, tmp_path / "elsewhere") as other:
        code, output = restore(other, tmp_path / "backup.age", keys)
        assert code == 0, output
        rows = sum(map(len, before.values()))
        for said in (f"All {rows:,} rows of {len(before)} tables are back", "sealed fields", "3 entries, all is well"):
            assert said in output
        assert everything() == before
        assert read_kept() == checkpoint
        assert checkpoint is not None
        assert other.test_cli_runner().invoke(args=["ledger", "verify"]).exit_code == 0
        assert list(other.config["COMMUNITY"].instance.glob("backup-copy-*")) == []


def test_what_is_written_meanwhile_comes_wholly_or_not_at_all(app, keys, tmp_path, monkeypatch):
    written, ends, failures = threading.Semaphore(0), threading.Event(), []
    more = 0

    def write():
        nonlocal more
        with app.app_context():
            try:
                while not ends.is_set():
                    atomic(count_in)(EndorsementFactory(pending=True))
                    seal_all()
                    sign_checkpoint()
                    more += 1
                    written.release()
            except Exception as failure:
                failures.append(failure)

    def look_while_it_is_written(connection, look=checking.look_at):
        found = look(connection)
        while written.acquire(blocking=False):
            pass
        assert written.acquire(timeout=SECONDS_TO_MEET)
        return found

    fill()
    monkeypatch.setattr(postgresql if ON_POSTGRESQL else sqlite, "look_at", look_while_it_is_written)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert written.acquire(timeout=SECONDS_TO_MEET)
        with here(app, tmp_path / "instance", keys) as site:
            operations.back_up(tmp_path / "backup.age", site.config["COMMUNITY"], lambda sentence: None)
    finally:
        ends.set()
        writer.join()
    assert not failures
    with elsewhere(app, tmp_path / "elsewhere") as other:
        code, output = restore(other, tmp_path / "backup.age", keys)
        assert code == 0, output
        assert 3 < db.session.scalars(sa.select(sa.func.count()).select_from(Endorsement)).one() < 3 + more


def test_what_was_signed_after_the_backup_is_missed(app, keys, tmp_path):
    """The folder of the instance has outlived its database, with a later checkpoint in it."""
    with here(app, tmp_path / "instance", keys) as site:
        fill()
        operations.back_up(tmp_path / "backup.age", site.config["COMMUNITY"], lambda sentence: None)
        fill()
        later = read_kept()
    with elsewhere(app, tmp_path / "elsewhere") as other:
        keep(later)
        code, output = restore(other, tmp_path / "backup.age", keys)
        assert code == 1
        assert "There are 3 entries, but the checkpoint in the file has 6: the end was cut off" in output
        assert read_kept() == later


def test_a_backup_of_an_older_release_is_brought_up_to_this_one(app, keys, tmp_path):
    with elsewhere(app, tmp_path / "old", BACKUP_RECIPIENT=keys.public) as old:
        upgrade(revision="0005")
        operations.back_up(tmp_path / "backup.age", old.config["COMMUNITY"], lambda sentence: None)
    with elsewhere(app, tmp_path / "elsewhere") as other:
        code, output = restore(other, tmp_path / "backup.age", keys)
        assert code == 0, output
        assert f"from revision 0005 to {newest()}" in output


@pytest.fixture(scope="module")
def site(the_app, tmp_path_factory):
    """An installation with an empty database, on which nothing comes to be."""
    with elsewhere(the_app, tmp_path_factory.mktemp("refused") / "instance") as site:
        yield site


class TestRefusals:
    """None of these changes anything."""

    @pytest.fixture(autouse=True)
    def unchanged(self, site, app):
        with site.app_context():
            yield
            with db.engine.connect() as connection:
                assert sa.inspect(connection).get_table_names() == []
            assert read_kept() is None

    def test_another_key(self, site, made, new_keys):
        code, output = restore(site, made, new_keys())
        assert code == 1
        assert "no backup that this key opens" in output

    def test_a_file_without_a_key(self, site, made, keys):
        code, output = restore(site, made, keys._replace(file=made))
        assert code == 1
        assert "holds no secret key" in output

    @pytest.mark.parametrize("place", [0.5, 0.99])
    def test_a_file_that_was_cut_off_or_changed(self, site, made, keys, tmp_path, place):
        whole = made.read_bytes()
        at = int(len(whole) * place)
        for name, content in (
            ("cut", whole[:at]),
            ("changed", whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]),
        ):
            (tmp_path / name).write_bytes(content)
            code, output = restore(site, tmp_path / name, keys)
            assert code == 1
            assert f"{name} was cut off or changed" in output

    def test_another_secret(self, the_app, made, keys, tmp_path):
        with elsewhere(the_app, tmp_path / "else", SECRET_KEY="another secret, long enough to be one") as other:
            code, output = restore(other, made, keys)
            assert code == 1
            assert "another secret" in output
            with db.engine.connect() as connection:
                assert sa.inspect(connection).get_table_names() == []

    def test_what_somebody_else_has_encrypted_to_us(self, site, made, keys, tmp_path):
        """The key is public; what is in the backup must also be marked with the secret."""
        statement, _mark, database = unpack(made, keys, tmp_path)
        for mark in ("0" * 64, "ü" * 64):
            pack(tmp_path / "forged", statement, mark, database, keys)
            code, output = restore(site, tmp_path / "forged", keys)
            assert code == 1
            assert "by somebody else" in output

    def test_another_database_than_was_marked(self, site, made, keys, tmp_path):
        statement, mark, database = unpack(made, keys, tmp_path)
        pack(tmp_path / "forged", statement, mark, database[:-1] + b"!", keys)
        code, output = restore(site, tmp_path / "forged", keys)
        assert code == 1
        assert "not the one" in output

    def test_what_this_installation_cannot_hold(self, site, made, keys, tmp_path):
        statement, _mark, database = unpack(made, keys, tmp_path)
        for changes, said in (
            ({"revision": "9999"}, "revision 9999, and this release knows"),
            ({"database": "another"}, "COMMUNITY_DATABASE_URL must name"),
        ):
            other = replace(read_statement(statement), **changes).to_json()
            pack(tmp_path / "other", other, mark_of(other, site.config["COMMUNITY"]), database, keys)
            code, output = restore(site, tmp_path / "other", keys)
            assert code == 1
            assert said in output

    def test_what_is_no_backup(self, site, keys, tmp_path):
        recipient = pyrage.x25519.Recipient.from_str(keys.public)
        whole = tar_of(archive.STATEMENT, b"{}")
        for content in (b"Dear friends", whole[: len(whole) // 2], tar_of(archive.STATEMENT, b"\xff"), tar_of("../x")):
            (tmp_path / "letter").write_bytes(pyrage.encrypt(content, [recipient]))
            code, output = restore(site, tmp_path / "letter", keys)
            assert code == 1
            assert "no backup of this application" in output


def test_a_database_that_is_not_empty_is_refused(app, made, keys):
    before = everything()
    code, output = restore(app, made, keys)
    assert code == 1
    assert "not empty" in output
    assert everything() == before


class TestVerification:
    """Controls: what did not come back as it was is noticed."""

    def test_a_row_that_is_missing(self, app, made, keys, tmp_path):
        text, _mark, _database = unpack(made, keys, tmp_path)
        statement = read_statement(text)
        with pytest.raises(Refused, match="endorsement"):
            checking.check_rows(statement)

    def test_a_ledger_that_does_not_fit(self, app):
        fill()
        assert checking.check_ledger() == 3
        db.session.execute(sa.delete(LedgerEntry).where(LedgerEntry.position == 1))
        db.session.commit()
        with pytest.raises(Refused, match="Entry 1 is missing"):
            checking.check_ledger()

    def test_a_field_that_does_not_open(self, app):
        EndorsementFactory()
        assert checking.open_sealed() > 0
        db.session.execute(sa.update(Endorsement).values(email_sealed=b"\x01" * 40))
        db.session.commit()
        with pytest.raises(Refused, match="Rows of endorsement"):
            checking.open_sealed()


def tar_of(name, content=b""):
    """A compressed tar of one file."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w|gz") as tar:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def unpack(file, keys, folder):
    """Statement, mark and database of a backup."""
    identity, database = archive.read_identity(keys.file), io.BytesIO()
    with archive.opened(file, identity, folder) as backup:
        statement, mark = backup.read_statement()
        backup.copy_database(database)
    assert json.loads(statement)["rows"]["endorsement"] == 3
    return statement, mark, database.getvalue()


def pack(file, statement, mark, database, keys):
    """A backup with what is given, as anybody could encrypt it."""
    copy = file.with_suffix(".database")
    copy.write_bytes(database)
    with copy.open("rb") as content:
        archive.write(file, statement, mark, content, archive.read_recipient(keys.public))
