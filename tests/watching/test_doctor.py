"""The doctor: each thing is made wrong and found, and is not found before."""

import re
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from community import workers
from community.backups import keeping
from community.backups.keeping import Backup
from community.db import atomic, db, now
from community.keys import announce
from community.ledger.keeping import keep
from community.ledger.models import LedgerHead
from community.ledger.notes import Checkpoint, make_note
from community.ledger.queries import find_key
from community.watching.checks import database, installation, servers
from community.watching.examining import examine
from community.web import statics
from tests.apps import another_app
from tests.conftest import ON_POSTGRESQL
from tests.factories import MemberFactory
from tests.kernel.test_smtp import Server, Sink
from tests.ledger.lines import fill
from tests.servers import RedisServer, free_port

README = Path(__file__).parents[2] / "README.md"
RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
PUBLIC = {"public_url": "https://ripples.example", "production": True}
AT_ONE_PLACE = pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite is on the machine of the site")


def found(check):
    return [fault.what for fault in check()]


@pytest.fixture(autouse=True)
def no_settings_of_the_suite(monkeypatch):
    monkeypatch.delenv("COMMUNITY_TEST_DATABASE", raising=False)


@pytest.fixture
def with_settings(app, monkeypatch):
    """Have the site run with other settings, under the names of their fields."""

    def change(**values):
        monkeypatch.setitem(app.config, "COMMUNITY", replace(app.config["COMMUNITY"], **values))

    return change


class TestOnThisMachine:
    def test_a_setting_that_there_is_not(self, monkeypatch):
        monkeypatch.setenv("COMMUNITY_DATABSE_URL", "sqlite:///somewhere")
        assert found(installation.settings) == ["COMMUNITY_DATABSE_URL is set, and no setting has that name."]

    def test_control_every_setting_of_the_readme_is_one(self, monkeypatch):
        names = set(re.findall(r"`(COMMUNITY_[A-Z0-9_]+)`", README.read_text("utf-8").split("## Settings")[1]))
        assert len(names) > 30
        for name in names:
            monkeypatch.setenv(name, "something")
        assert found(installation.settings) == []

    def test_a_public_site_that_is_not_in_production(self, with_settings):
        assert found(installation.production) == []
        with_settings(public_url="https://ripples.example")
        assert "is not in production" in found(installation.production)[0]

    def test_attempts_without_a_limit_or_counted_by_each_process_for_itself(self, with_settings):
        with_settings(**PUBLIC, limits=True)
        assert found(installation.production) == []
        with_settings(limits=False, limits_url="memory://")
        assert [what.split(":")[0] for what in found(installation.production)] == [
            "Attempts are not limited",
            "Attempts are counted by each process for itself, until it ends.",
        ]

    def test_files_that_others_can_read(self, with_settings, tmp_path):
        secret = tmp_path / "secret-key"
        secret.write_text("a secret")
        tmp_path.chmod(0o700)
        secret.chmod(0o600)
        with_settings(instance=tmp_path)
        assert found(installation.permissions) == []
        tmp_path.chmod(0o750)
        secret.chmod(0o604)
        assert found(installation.permissions) == [
            f"Others on this machine can get at {tmp_path}.",
            f"Others on this machine can get at {secret}.",
        ]

    def test_files_that_belong_to_somebody_else(self, with_settings, tmp_path, monkeypatch):
        with_settings(instance=tmp_path)
        monkeypatch.setattr("os.geteuid", lambda: tmp_path.stat().st_uid + 1)
        assert found(installation.permissions) == [f"{tmp_path} belongs to somebody else."]

    def test_files_that_cannot_be_looked_at(self, with_settings, tmp_path):
        with_settings(instance=tmp_path / "gone")
        faults = dict(examine())["permissions"]
        assert [fault.what for fault in faults] == [
            f"This could not be looked at (FileNotFoundError: {tmp_path / 'gone'})."
        ]

    def test_a_proxy_that_the_site_does_not_know(self, with_settings):
        with_settings(**PUBLIC, proxies=1)
        assert found(installation.proxies) == []
        with_settings(proxies=0)
        assert "all visitors count as one" in found(installation.proxies)[0]

    def test_static_files_that_are_not_prepared(self, app, with_settings, tmp_path, monkeypatch):
        source = tmp_path / "static"
        source.mkdir()
        (source / "site.css").write_text("body { color: black }")
        monkeypatch.setattr(app, "static_folder", str(source))
        with_settings(instance=tmp_path)
        assert found(installation.static_files) == ["Static files are not prepared, or have changed since."]
        statics.build(*statics.places(app))
        assert found(installation.static_files) == []

    def test_no_backups_or_none_lately(self, with_settings, tmp_path):
        with_settings(instance=tmp_path)
        assert found(installation.backups) == []  # on a machine of one's own
        with_settings(**PUBLIC)
        assert found(installation.backups) == [
            "Nobody is named whom backups are for.",
            "The last backup of this machine was made: never.",
        ]
        with_settings(backup_recipient=RECIPIENT)
        keeping.keep(Backup(now() - installation.YOUNG - timedelta(minutes=1), 1))
        assert len(found(installation.backups)) == 1
        keeping.keep(Backup(now(), 1))
        assert found(installation.backups) == []


class TestServers:
    def test_a_redis_that_does_not_answer(self, with_settings):
        with RedisServer() as server:
            with_settings(limits_url=server.url, queue_url=server.url, cache_url=server.url)
            assert found(servers.redis) == []
            with_settings(queue_url=f"redis://127.0.0.1:{free_port()}")
            assert found(servers.redis) == ["The Redis of COMMUNITY_QUEUE_URL does not answer."]

    def test_a_mail_server_that_cannot_be_used(self, with_settings):
        sink = Sink()
        server = Server(sink)
        server.start()
        with_settings(mail_url=f"smtp://127.0.0.1:{server.port}")
        assert found(servers.mail_server) == []
        with_settings(mail_url=f"smtp://somebody:a-password@127.0.0.1:{server.port}")
        faults = list(servers.mail_server())
        server.stop()
        assert [fault.what for fault in faults] == ["The mail server cannot be used: no mail leaves."]
        assert "a-password" not in faults[0].mend
        assert found(servers.mail_server) == [faults[0].what]  # it is gone altogether
        assert sink.messages == []


class TestDatabase:
    def test_what_is_not_durable(self, app, tmp_path):
        if ON_POSTGRESQL:  # the server of the suite is quick rather than durable
            said = [f"PostgreSQL has {name} = off" for name in database.DURABLE]
            assert [what.split(":")[0] for what in found(database.durability)] == said
            return
        assert found(database.durability) == []
        with another_app(app, DATABASE_URL="sqlite:///:memory:") as other, other.app_context():
            assert "a journal of the kind memory" in found(database.durability)[0]

    @AT_ONE_PLACE
    def test_clocks_that_differ(self):
        assert found(database.clock) == []
        for apart in (-60, 60):
            with time_machine.travel(now() + timedelta(seconds=apart)):
                assert re.search(r"are (59|60|61) seconds apart", found(database.clock)[0])

    @AT_ONE_PLACE
    def test_a_replica_that_is_none_or_away(self, app):
        url = app.config["COMMUNITY"].database_url
        with another_app(app, REPLICA_URL=url) as other, other.app_context():
            assert found(database.replica) == ["What COMMUNITY_REPLICA_URL names is no replica."]
        away = sa.make_url(url).set(port=free_port()).render_as_string(hide_password=False)
        with another_app(app, REPLICA_URL=away) as other, other.app_context():
            assert found(database.replica) == ["The replica does not answer: visitors read from the primary."]

    def test_a_secret_that_opens_nothing(self, app):
        MemberFactory()
        assert found(database.secret) == []
        with another_app(app, SECRET_KEY="another secret of the tests, as long") as other, other.app_context():
            assert found(database.secret) == ["The secret does not open what these tables hold: member."]

    def test_a_secret_that_does_not_open_the_keys(self, app):
        announce()
        with another_app(app, SECRET_KEY="another secret of the tests, as long") as other, other.app_context():
            assert found(database.secret) == ["The secret does not open the keys of this database."]


class TestLedger:
    @pytest.fixture(autouse=True)
    def signed(self):
        """A ledger with a checkpoint, in which all is well."""
        fill(1)
        assert found(database.ledger) == []

    def test_a_ledger_that_was_cut_off(self):
        atomic(db.session.execute)(sa.update(LedgerHead).values(size=0))
        assert found(database.ledger)[0] == "The ledger does not begin with its last checkpoint."

    def test_a_ledger_that_has_gone_back_in_time(self):
        key = find_key()
        keep(make_note(Checkpoint(key.origin, 5, bytes(32)), bytes.fromhex(key.private)))
        assert "knows of more entries than the ledger has" in found(database.ledger)[0]

    def test_a_key_of_another_secret(self, app):
        with another_app(app, SECRET_KEY="another secret of the tests, as long") as other, other.app_context():
            assert found(database.ledger) == ["The key of the ledger is gone, or does not open with this secret."]


class TestCommand:
    def examined(self, app):
        with app.app_context():
            done = app.test_cli_runner().invoke(args=["doctor"])
        lines = [line.split(":")[0] for line in done.output.splitlines() if not line.startswith("  ")]
        return done.exit_code, lines, done.output

    def test_all_is_well(self, app, tmp_path, monkeypatch):
        monkeypatch.setattr(database, "DURABLE", ())  # the servers of the suite are not
        workers.sign(uuid.uuid4())
        monkeypatch.setattr(statics, "is_built", lambda app: True)
        code, lines, said = self.examined(app)
        assert (code, lines[-1]) == (0, "All is well."), said
        assert all(line.startswith("ok ") for line in lines[:-1])

    def test_a_database_that_is_away_leaves_the_rest_to_be_looked_at_later(self, app):
        with another_app(app, DATABASE_URL="sqlite:////nowhere/to-be/found.sqlite") as other:
            code, lines, said = self.examined(other)
        assert code == 1
        assert "WRONG  database" in lines
        assert [line for line in lines if line.startswith("?")] == [
            f"?      {name}" for name in ("durability", "clock", "replica", "migrations", "worker", "secret", "ledger")
        ]
        assert re.search(r"Error: \d things are wrong\.", said)
