"""Pages for what went wrong: in the site's look, in both languages, with the headers of every page."""

import pytest
import sqlalchemy as sa
from flask import Flask, abort
from sqlalchemy.exc import DatabaseError as SqlDatabaseError
from sqlalchemy.exc import OperationalError

from community.db import atomic, db
from community.extensions import limiter
from community.keys import _Store
from community.refusals import Refusal
from tests.apps import another_app
from tests.conftest import ON_POSTGRESQL
from tests.factories import MemberFactory
from tests.pages import PageClient
from tests.web.test_headers import missing_headers

MINE = {"Referer": "http://localhost/en/groups"}


class DatabaseError(SqlDatabaseError):
    """The database is gone."""

    def __init__(self, *words):
        super().__init__("", {}, Exception(*words))


class Odd(Refusal):
    """A refusal of these tests."""

    sentence = "This is odd."


def fail(kind=ZeroDivisionError):
    raise kind("the reason of the failure")


def refuse():
    raise Odd


@pytest.fixture
def broken(app: Flask):
    """The site with views that fail."""
    with another_app(app) as other:
        for language in ("en", "ko"):
            other.add_url_rule(f"/{language}/broken", f"{language}.broken", fail)
            other.add_url_rule(f"/{language}/odd", f"{language}.odd", refuse)
        yield PageClient(other)


@pytest.fixture
def without_database(app: Flask):
    """The site when its database cannot be reached."""
    with another_app(app, DATABASE_URL="sqlite:////nowhere/to-be/found.sqlite") as other:
        yield PageClient(other)


def assert_is_a_page_of_the_site(page, language):
    """The look is there and so are the ways on; nothing of the failure is told."""
    assert page.one("html")["lang"] == language
    assert page.has("link[rel=stylesheet]")
    assert page.has("header.site nav")
    assert page.has(f"main a[href^='/{language}/']")
    assert page.has("meta[name=robots][content=noindex]")
    assert ("가" <= page.one("h1").get_text()[0] <= "힣") is (language == "ko")
    assert missing_headers(page.response) == []
    assert page.response.headers["Cache-Control"] == "no-store"
    for telling in ("Traceback", "ZeroDivisionError", "the reason of the failure", "werkzeug", "sqlite"):
        assert telling not in page.response.text


@pytest.mark.parametrize("language", ["en", "ko"])
class TestErrorPages:
    def test_400_a_form_without_its_token(self, client, language):
        page = client.post(f"/{language}/login", {"email": "a@example.org"}, csrf=False)
        assert page.status == 400
        assert_is_a_page_of_the_site(page, language)

    def test_403_a_page_of_others(self, client, language):
        page = client.login(MemberFactory()).get(f"/{language}/admin")
        assert page.status == 403
        assert_is_a_page_of_the_site(page, language)

    @pytest.mark.parametrize("path", ["nothing", "members/nobody-here", "groups/nothing", "declaration/commitments/8"])
    def test_404_nothing_there(self, client, language, path):
        page = client.get(f"/{language}/{path}")
        assert page.status == 404
        assert_is_a_page_of_the_site(page, language)

    def test_404_for_a_member_too(self, client, language):
        page = client.login(MemberFactory()).get(f"/{language}/nothing")
        assert page.status == 404
        assert_is_a_page_of_the_site(page, language)

    def test_405_used_another_way(self, client, language):
        page = client.login(MemberFactory()).get(f"/{language}/logout")
        assert page.status == 405
        assert set(page.response.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}
        assert_is_a_page_of_the_site(page, language)

    def test_413_too_much(self, client, language):
        page = client.post(f"/{language}/login", {"email": "x" * (2 * 1024 * 1024)}, csrf=False)
        assert page.status == 413
        assert_is_a_page_of_the_site(page, language)

    def test_413_too_many_fields(self, client, language):
        fields = {f"field{number}": "x" for number in range(400)}
        page = client.post(f"/{language}/login", fields, csrf=False, content_type="multipart/form-data")
        assert page.status == 413
        assert_is_a_page_of_the_site(page, language)

    def test_429_too_often(self, app, language):
        with another_app(app, LIMITS="on") as limited:
            client = PageClient(limited)
            fields = {"email": "nobody", "password": ""}
            pages = [client.post(f"/{language}/login", fields) for _ in range(11)]
        assert [page.status for page in pages] == [422] * 10 + [429]
        assert 0 < int(pages[-1].response.headers["Retry-After"]) <= 60
        assert not [name for name, _value in pages[-1].response.headers if name.startswith("X-RateLimit")]
        assert_is_a_page_of_the_site(pages[-1], language)

    @pytest.mark.parametrize("url", ["database://", "redis://127.0.0.1:1"])
    def test_503_attempts_cannot_be_counted(self, app, language, url, monkeypatch):
        """The door stays closed: a form that is limited is not taken."""
        with another_app(app, LIMITS="on", LIMITS_URL=url) as other:
            client = PageClient(other).login(MemberFactory())
            if url == "database://":
                monkeypatch.setattr("community.counters.at_once", lambda *_, **__: fail(DatabaseError))
            page = client.post(f"/{language}/prove", {"proof_password": "x"})
            assert page.status == 503
            assert page.response.headers["Retry-After"] == "60"
            assert_is_a_page_of_the_site(page, language)
            limiter.enabled = False

    def test_500_a_failure(self, broken, language):
        page = broken.get(f"/{language}/broken")
        assert page.status == 500
        assert_is_a_page_of_the_site(page, language)

    def test_500_a_failure_before_a_member(self, broken, language):
        page = broken.login(MemberFactory()).get(f"/{language}/broken")
        assert page.status == 500
        assert_is_a_page_of_the_site(page, language)

    @pytest.mark.parametrize("path", ["members", "nothing", "login", ""])
    def test_503_the_database_is_gone_before_a_member(self, without_database, language, path):
        """The page asks it nothing, and its reader stays logged in."""
        without_database.login(MemberFactory())
        page = without_database.get(f"/{language}/{path}")
        assert (page.status, page.response.headers["Retry-After"]) == (503, "15")
        assert "Set-Cookie" not in page.response.headers
        assert_is_a_page_of_the_site(page, language)

    def test_503_the_database_is_gone_before_a_visitor(self, without_database, language):
        page = without_database.get(f"/{language}/groups")
        assert (page.status, page.response.headers["Retry-After"]) == (503, "15")
        assert_is_a_page_of_the_site(page, language)

    def test_503_the_database_is_gone_before_a_program(self, without_database, language):
        answer = without_database.get(f"/api/v1/endorsements?language={language}").response
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "15")
        assert answer.mimetype == "application/problem+json"
        assert answer.json["status"] == 503
        assert "sqlite" not in answer.text

    def test_409_a_refusal_says_its_sentence(self, broken, language):
        page = broken.get(f"/{language}/odd")
        assert page.status == 409
        assert "This is odd." in page.text
        assert_is_a_page_of_the_site(page, language)


def test_503_is_logged_by_what_failed_and_where(without_database, caplog):
    without_database.get("/en/members/canary")
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "The database could not answer /<any(en, ko):language>/members/<handle> [GET] now (OperationalError)"
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "Try again in a minute."),
        (60, "Try again in a minute."),
        (61, "Try again in about 2 minutes."),
        (700, "Try again in about 12 minutes."),
        (5400, "Try again in about 90 minutes."),
        (5401, "Try again in about 2 hours."),
        (80000, "Try again in about 23 hours."),
    ],
)
def test_429_says_when_to_come_back(app, seconds, words):
    with another_app(app) as other:
        other.add_url_rule("/en/busy", "busy", lambda: abort(429, "There is another way.", retry_after=seconds))
        page = PageClient(other).get("/en/busy")
    assert (page.status, page.response.headers["Retry-After"]) == (429, str(seconds))
    for sentence in (words, "what you typed is still there", "There is another way."):
        assert sentence in page.text


def test_a_failure_is_logged(broken, caplog):
    broken.get("/en/broken")
    assert "the reason of the failure" in caplog.text


def test_the_site_goes_on_after_a_failure(broken):
    assert broken.get("/en/broken").status == 500
    assert broken.get("/en/login").status == 200


def test_the_way_back_leads_only_into_the_site(client):
    assert client.get("/en/nothing", headers=MINE).one("main a.button")["href"] == MINE["Referer"]
    for elsewhere in ("https://evil.example/", "http://localhost.evil.example/", "javascript:alert(1)", "//localhost/"):
        page = client.get("/en/nothing", headers={"Referer": elsewhere})
        assert all(link["href"].startswith("/en/") for link in page.select("main a"))


@pytest.mark.parametrize(
    "path",
    [
        "/en/members/%00",
        "/en/members?after=%00",
        "/en/groups/%00",
        "/en/login?next=%00",
        "/en/login?next=//[",
        "/en/endorsements?after=%00&country=%00",
        "/%00",
        "/en/members/%ff%fe",
        "/en/%ED%95%98",
    ],
)
def test_odd_addresses_break_nothing(app, path):
    with another_app(app) as other:
        client = PageClient(other).login(MemberFactory())
        assert client.get(path).status in (200, 302, 303, 400, 404)
        client.logout()
        assert client.get(path).status in (200, 302, 303, 400, 404)


CANARY = "canary-that-somebody-wrote"
FAILING = {
    "there is no such table": "SELECT 1 FROM nowhere WHERE what = :word",
    "malformed": "SELECT CAST(CAST(:word AS text) AS integer)" if ON_POSTGRESQL else "SELECT json(:word)",
    "a row that lacks something": "INSERT INTO attempt_count (key) VALUES (:word)",
    "a word that is too long": "INSERT INTO attempt_count VALUES (:word || :word || :word || :word, 1, NULL)",
}


@pytest.fixture
def failing(app: Flask, caplog):
    """Says what is logged and shown where a statement about a canary fails."""
    with another_app(app) as other:
        for number, statement in enumerate(FAILING.values()):
            run = atomic(db.session.execute) if statement.startswith("INSERT") else db.session.execute
            other.add_url_rule(
                f"/en/failing/{number}",
                f"en.failing{number}",
                lambda run=run, statement=statement: str(run(sa.text(statement), {"word": CANARY})),
            )

        def told(what: str) -> str:
            caplog.clear()
            page = PageClient(other).get(f"/en/failing/{list(FAILING).index(what)}")
            assert page.status == 500
            assert "sqlalchemy.exc" in caplog.text  # the failure itself is logged, with its traceback
            return caplog.text + page.response.text

        with other.app_context():
            yield told


@pytest.mark.parametrize("what", FAILING)
def test_an_error_of_the_database_tells_nothing_that_somebody_wrote(failing, what):
    told = failing(what)
    assert CANARY not in told
    assert "[SQL: " in told  # the control: it is said which statement it was


def test_control_the_log_would_tell_it(failing, monkeypatch):
    for engine in db.engines.values():
        monkeypatch.setattr(engine, "hide_parameters", False)
    assert all(CANARY in failing(what) for what in FAILING)


@pytest.mark.skipif(ON_POSTGRESQL, reason="only SQLite lets one write at a time")
def test_what_waited_for_a_locked_database_is_not_told(app: Flask):
    with another_app(app) as other, other.app_context(), db.engine.connect() as writer, db.engine.connect() as late:
        late.exec_driver_sql("PRAGMA busy_timeout=0")
        late.rollback()
        writer.execute(sa.text("UPDATE attempt_count SET attempts = 1"))
        with pytest.raises(OperationalError, match="locked") as failure:
            late.execute(sa.text("UPDATE attempt_count SET key = :word"), {"word": CANARY})
    assert CANARY not in str(failure.value) + repr(failure.value)


def test_the_engine_of_the_keys_tells_no_values_either(app: Flask):
    assert app.extensions["key_ring"]
    assert _Store("sqlite://")._engine.hide_parameters
