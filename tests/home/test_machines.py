"""What machines ask."""

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError

from community.db import db


@pytest.fixture
def plain(app):
    return app.test_client()


def test_healthz_answers_without_the_database(plain, monkeypatch):
    monkeypatch.setattr(type(db), "engine", property(lambda self: pytest.fail("asked the database")))
    response = plain.get("/healthz")
    assert (response.status_code, response.text, response.mimetype) == (200, "ok\n", "text/plain")


def test_healthz_sets_no_cookie_and_asks_for_no_language(plain):
    assert "Set-Cookie" not in plain.get("/healthz", headers={"Accept-Language": "ko"}).headers


def test_readyz_is_ready_when_the_database_is_current(plain):
    response = plain.get("/readyz")
    assert (response.status_code, response.text) == (200, "ready\n")


def test_readyz_says_that_migrations_are_missing(plain, monkeypatch):
    monkeypatch.setattr(ScriptDirectory, "get_heads", lambda self: ["a-newer-one"])
    response = plain.get("/readyz")
    assert response.status_code == 503
    assert "flask db upgrade" in response.text


def test_readyz_says_that_the_database_is_away(plain, monkeypatch):
    class Away:
        def connect(self):
            raise OperationalError("SELECT 1", {}, Exception("secret-host refused"))

    monkeypatch.setattr(type(db), "engine", property(lambda self: Away()))
    response = plain.get("/readyz")
    assert (response.status_code, response.text) == (503, "The database does not answer.\n")
