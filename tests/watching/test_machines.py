"""What machines ask."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families
from time_machine import travel

from community import revisions, workers
from community.accounts.emails import send_account_exists
from community.db import atomic, db, now
from community.errands import defer
from community.watching.checks import essentials
from tests.apps import another_app
from tests.conftest import ON_POSTGRESQL
from tests.factories import MemberFactory

TOKEN = "a token of the tests"


@pytest.fixture
def plain(app):
    return app.test_client()


@pytest.fixture
def living_worker(app):
    workers.sign(uuid.uuid4())


@atomic
def let_workers_fall_silent():
    long_ago = now() - essentials.SILENT_AFTER - timedelta(seconds=1)
    db.session.execute(sa.update(workers.Worker).values(seen_at=long_ago))


def ask(client, **headers):
    return client.get("/metrics", headers={name.replace("_", "-"): value for name, value in headers.items()})


def figures(response):
    """Each figure by its name and the values of its labels, which are sorted by their names."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def test_healthz_answers_without_the_database(plain, monkeypatch):
    monkeypatch.setattr(type(db), "engine", property(lambda self: pytest.fail("asked the database")))
    response = plain.get("/healthz")
    assert (response.status_code, response.text, response.mimetype) == (200, "ok\n", "text/plain")


def test_healthz_sets_no_cookie_and_asks_for_no_language(plain):
    assert "Set-Cookie" not in plain.get("/healthz", headers={"Accept-Language": "ko"}).headers


class TestReadiness:
    def test_a_site_is_ready_that_has_all_it_needs(self, plain, living_worker):
        response = plain.get("/readyz")
        assert (response.status_code, response.text) == (200, "ready\n")
        assert "Retry-After" not in response.headers

    def test_it_says_that_migrations_are_missing(self, plain, living_worker, monkeypatch):
        monkeypatch.setattr(revisions, "newest", lambda: "9999")
        response = plain.get("/readyz")
        assert (response.status_code, response.text) == (503, "The database needs `flask db upgrade`.\n")

    def test_it_says_that_there_are_no_tables_yet(self, app, tmp_path):
        with another_app(app, DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite'}") as other:
            response = other.test_client().get("/readyz")
        assert (response.status_code, response.text) == (503, "The database needs `flask db upgrade`.\n")

    def test_it_says_that_no_worker_ever_lived(self, plain):
        response = plain.get("/readyz")
        assert (response.status_code, response.text) == (503, "No worker has given a sign of life lately.\n")

    def test_it_says_that_the_workers_have_fallen_silent(self, plain, living_worker):
        let_workers_fall_silent()
        assert plain.get("/readyz").text == "No worker has given a sign of life lately.\n"

    def test_it_says_that_the_database_is_away_and_not_where_it_was_looked_for(self, app):
        with another_app(app, DATABASE_URL="sqlite:////nowhere/to-be/found.sqlite") as other:
            response = other.test_client().get("/readyz")
        assert (response.status_code, response.text) == (503, "The database does not answer.\n")
        assert int(response.headers["Retry-After"]) > 0

    def test_it_says_each_thing_that_lacks(self, plain, monkeypatch):
        monkeypatch.setattr(essentials, "LEAST_FREE", 10**9)
        assert plain.get("/readyz").text.splitlines() == [
            "No worker has given a sign of life lately.",
            "Less than 1000000000 MiB of disk are free.",
        ]


class TestWhoReadsTheFigures:
    def test_whoever_asks_on_this_machine(self, plain):
        assert ask(plain).status_code == 200

    def test_nobody_from_elsewhere(self, plain):
        response = plain.get("/metrics", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
        assert (response.status_code, "ripples_" in response.text) == (404, False)

    @pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP", "Via"])
    def test_nobody_through_a_proxy_of_this_machine(self, plain, header):
        assert ask(plain, **{header: "127.0.0.1"}).status_code == 404

    def test_nobody_without_a_token_where_a_proxy_stands_in_front(self, app):
        with another_app(app, PROXIES="1") as other:
            assert ask(other.test_client()).status_code == 404
            assert ask(other.test_client(), X_Forwarded_For="127.0.0.1").status_code == 404

    def test_nobody_without_a_token_where_something_must_stand_in_front_though_it_does_not_say_so(self, app):
        with another_app(app, URL="https://ripples.example", PROXIES="0") as other:
            assert ask(other.test_client()).status_code == 404

    def test_nobody_of_whom_it_is_not_known_where_they_are(self, plain):
        assert plain.get("/metrics", environ_overrides={"REMOTE_ADDR": ""}).status_code == 404

    def test_whoever_has_the_token_and_nobody_else(self, app):
        with another_app(app, METRICS_TOKEN=TOKEN) as other:
            client = other.test_client()
            assert ask(client, Authorization=f"Bearer {TOKEN}", X_Forwarded_For="192.0.2.7").status_code == 200
            for wrong in ("", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer 물결"):
                assert ask(client, Authorization=wrong).status_code == 404, wrong
            assert ask(client).status_code == 404

    def test_the_answer_looks_like_that_of_any_address_where_there_is_nothing(self, plain):
        refused, nothing = (plain.get(path, headers={"Via": "1.1 x"}) for path in ("/metrics", "/nothing"))
        assert set(refused.headers.keys()) == set(nothing.headers.keys())
        assert len(refused.data) == len(nothing.data)


class TestFigures:
    def test_requests_are_counted_by_rule_method_and_status(self, plain):
        key = ("ripples_requests_total", "GET", "/healthz", "200")
        before = figures(ask(plain)).get(key, 0)
        plain.get("/healthz?email=haru@example.org")
        plain.get("/healthz")
        after = figures(ask(plain))
        assert after[key] == before + 2
        assert after["ripples_request_seconds_count", "/healthz"] >= before + 2

    def test_nothing_that_visitors_choose_is_told(self, plain):
        plain.get("/en/groups/a-hidden-group?q=haru@example.org")
        plain.get("/en/confirm/a-token")
        plain.open("/en/made-up-path", method="MADEUP")
        told = ask(plain).text
        assert "/<any(en, ko):language>/confirm/<token>" in told
        assert 'method="other"' in told
        for chosen in ("a-hidden-group", "haru@example.org", "a-token", "made-up-path", "MADEUP"):
            assert chosen not in told

    def test_what_waits_is_told(self, plain, living_worker):
        atomic(defer)("accounts.sign_up", email="haru@example.org", language="en")
        told = figures(ask(plain))
        assert told["ripples_errands_waiting",] == 1
        assert told["ripples_mails_waiting",] == 0
        assert 0 <= told["ripples_worker_silent_seconds",] < 60
        assert told["ripples_database_up",] == 1
        assert told["ripples_disk_free_bytes",] > 0

    def test_how_late_mails_are_is_told(self, plain):
        atomic(send_account_exists)(MemberFactory())
        with travel(now() + timedelta(seconds=90), tick=False):
            told = figures(ask(plain))
        assert told["ripples_mails_waiting",] == 1
        assert 90 <= told["ripples_mails_late_seconds",] < 150

    def test_a_database_that_is_away_takes_only_its_own_figures_along(self, app):
        with another_app(app, DATABASE_URL="sqlite:////nowhere/to-be/found.sqlite") as other:
            told = figures(ask(other.test_client()))
        assert told["ripples_database_up",] == 0
        assert ("ripples_mails_waiting",) not in told
        assert told["ripples_disk_free_bytes",] > 0


@pytest.mark.skipif(not ON_POSTGRESQL, reason="only PostgreSQL has a server that refuses")
def test_a_database_that_refuses_is_away(app):
    url = sa.make_url(app.config["COMMUNITY"].database_url).set(database="there-is-none")
    with another_app(app, DATABASE_URL=url.render_as_string(hide_password=False)) as other:
        assert other.test_client().get("/readyz").text == "The database does not answer.\n"
