"""The revision that the database has and the one that it needs, told without Alembic."""

from alembic.script import ScriptDirectory

from community import revisions
from community.db import db
from tests.apps import another_app
from tests.conftest import new_database_url


def test_the_newest_revision_is_the_one_that_alembic_would_go_to():
    assert ScriptDirectory("migrations").get_heads() == [revisions.newest()]


def test_a_migrated_database_has_the_newest_revision(app):
    with db.engine.connect() as connection:
        assert revisions.present(connection) == revisions.newest()


def test_a_database_without_tables_has_none(app, tmp_path):
    with (
        another_app(app, DATABASE_URL=new_database_url(tmp_path)) as empty,
        empty.app_context(),
        db.engine.connect() as connection,
    ):
        assert revisions.present(connection) is None
