"""In which state a database is: the same until something is written, another afterwards."""

import pytest
import sqlalchemy as sa

from community.db import db
from community.groups.models import Group
from community.web import versions
from tests.conftest import ON_POSTGRESQL
from tests.groups.factories import GroupFactory
from tests.kernel.test_reading import not_looking


def test_a_server_is_asked_once_a_second(the_app, monkeypatch):
    watched = versions.Versions(the_app.config["COMMUNITY"].database_url)
    monkeypatch.setattr(versions, "LOOKED_AT_EVERY", 3600.0)
    before = watched.current()
    GroupFactory()
    # A file is looked at each time, which takes microseconds.
    assert (watched.current() == before) is ON_POSTGRESQL
    monkeypatch.setattr(watched, "_until", 0.0)
    assert watched.current() != before
    watched.close()


def test_versions_differ_once_something_is_written_and_not_before(the_app, monkeypatch):
    monkeypatch.setattr(versions, "LOOKED_AT_EVERY", -1.0)
    watched = versions.Versions(the_app.config["COMMUNITY"].database_url)
    GroupFactory()
    # Tests beside this one write into other databases of the server, which changes its versions too.
    assert any(watched.current() == watched.current() for _ in range(100))
    seen = {watched.current()}
    for name in ("Choir", "Orchestra", "Band"):
        with db.engine.connect() as connection:
            connection.execution_options(writes=True).execute(sa.update(Group).values(name_en=name))
            before = watched.current()  # written, and visible to nobody yet
            connection.commit()
        assert watched.current() not in (before, *seen)
        seen.add(watched.current())
    watched.close()


def test_a_database_that_does_not_answer_has_no_version(tmp_path):
    gone = versions.Versions(f"sqlite:///{tmp_path}/nowhere/at.all")
    assert gone.current() is None
    gone = versions.Versions("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    assert gone.current() is None


@pytest.mark.skipif(not ON_POSTGRESQL, reason="a file is never away")
@pytest.mark.parametrize("seen", [True, False])
def test_a_server_that_was_away_is_asked_again(the_app, monkeypatch, seen):
    monkeypatch.setattr(versions, "LOOKED_AT_EVERY", -1.0)
    watched = versions.Versions(the_app.config["COMMUNITY"].database_url)
    assert watched.current()
    with watched._engine.connect() as connection:
        number = connection.scalar(sa.text("SELECT pg_backend_pid()"))
    db.session.execute(sa.text("SELECT pg_terminate_backend(:number, 10000)"), {"number": number})
    if not seen:  # that it was away: then it has no version once
        with not_looking():
            assert watched.current() is None
    assert watched.current()
    watched.close()
