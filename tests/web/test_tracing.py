"""What is known of a request afterwards."""

import logging
import re

import pytest

from tests.apps import another_app
from tests.pages import PageClient

GIVEN = "a-number-of-somebody-else"
NUMBER = re.compile(r"[0-9a-f]{16}")


@pytest.fixture
def told(caplog):
    """What was told of each request, in the order in which they were answered."""
    caplog.set_level(logging.INFO, logger="community.web.tracing")
    names = ("method", "status", "rule")
    return lambda: [
        tuple(getattr(record, name) for name in names) for record in caplog.records if record.msg == "request"
    ]


def number_of(client, **options):
    return client.get("/healthz", **options).headers["X-Request-ID"]


def test_each_answer_has_a_number_of_its_own(app):
    numbers = {number_of(app.test_client()) for _ in range(3)}
    assert len(numbers) == 3
    assert all(NUMBER.fullmatch(number) for number in numbers)


def test_a_number_that_a_visitor_brings_is_not_taken(app):
    assert number_of(app.test_client(), headers={"X-Request-ID": GIVEN}) != GIVEN


class TestBehindAProxy:
    @pytest.fixture
    def client(self, app):
        with another_app(app, PROXIES="1") as other:
            yield other.test_client()

    def test_its_number_is_taken(self, client):
        assert number_of(client, headers={"X-Request-ID": GIVEN}) == GIVEN

    def test_not_from_another_machine(self, client):
        elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
        assert number_of(client, headers={"X-Request-ID": GIVEN}, environ_overrides=elsewhere) != GIVEN

    @pytest.mark.parametrize("number", ["short", "x" * 65, 'a-quote-"-inside', "haru@example.org", "물결물결물결물결"])
    def test_not_one_that_could_do_harm(self, client, number):
        assert NUMBER.fullmatch(number_of(client, headers={"X-Request-ID": number}))


def test_one_line_tells_of_a_request_and_not_of_whoever_asked(app, told, caplog):
    client = app.test_client()
    client.get("/en/confirm/a-token?email=haru@example.org", headers={"User-Agent": "a-browser"})
    client.post("/en/login", data={"email": "haru@example.org", "password": "a-password"})
    client.open("/en/made-up", method="MADEUP")
    assert told() == [
        ("GET", 409, "/<any(en, ko):language>/confirm/<token>"),
        ("POST", 400, "/<any(en, ko):language>/login"),
        ("other", 404, "none"),
    ]
    everything = " ".join(str(vars(record)) for record in caplog.records)
    for of_visitor in ("a-token", "haru@example.org", "127.0.0.1", "a-browser", "a-password", "made-up", "MADEUP"):
        assert of_visitor not in everything


def test_a_failure_and_its_page_carry_the_number_of_the_request(app, told, monkeypatch):
    with another_app(app) as other:
        other.view_functions["home.about"] = lambda **values: 1 / 0
        client = PageClient(other)
        pages = [client.get(f"/{language}/about") for language in ("en", "ko")]
    for page in pages:
        assert page.status == 500
        assert page.response.headers["X-Request-ID"] in page.one("main").get_text()
    assert [status for _method, status, _rule in told()] == [500, 500]


def test_a_page_that_is_not_there_shows_no_number(client):
    page = client.get("/en/nothing")
    assert page.response.headers["X-Request-ID"] not in page.response.text
