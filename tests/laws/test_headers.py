"""Law: every answer of every endpoint carries the headers, and every cookie that any of them sets is bound to the site.

Asked is each endpoint with GET and POST, as a visitor and as whoever it is for, at a site on https and on http; then
for what no endpoint answers: what is not found, not allowed, too large, too often, broken, unchanged.
"""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from community.extensions import limiter
from community.web.caching import ALIKE
from tests.apps import another_app
from tests.laws.samples import SAMPLES, methods_of, sample_form, sample_of, sample_url
from tests.laws.world import World, send
from tests.pages import PageClient
from tests.web.test_headers import EVERYWHERE

# What other sites may take up: add your endpoint, and say in `FRAMED` if it may also stand in their frames.
PUBLISHED = {
    "embeds.count",
    "embeds.badge",
    "pictures.picture",
    "announcements.feed",
    "endorsements.feed",
}
FRAMED = {"embeds.count"}
# What never changes and is about nobody; everything else is asked for again before each use, for the sake of those who
# withdraw.
LASTING = {"downloads.tile", "downloads.bundle", "downloads.inclusion", "downloads.consistency"}
HTTPS, HTTP = "https://localhost", "http://localhost"
FOR_TWO_YEARS = "max-age=63072000; includeSubDomains"


class Site(NamedTuple):
    """The application as it is at an address."""

    app: Flask
    address: str

    def browser(self, cookie: str | None = None) -> PageClient:
        """A browser whose first language is not that of the pages, so that these are remembered in a cookie."""
        client = PageClient(self.app)
        with client._client.session_transaction(base_url=self.address) as session:
            session["csrf_token"] = "0123456789"
            if cookie:
                session.update(_user_id=cookie, _fresh=True)
        return client

    def ask(self, client: PageClient, method: str, path: str, form: dict | None = None, **more) -> TestResponse:
        """One answer; a form carries its token."""
        headers = {"Accept-Language": "ko", "Referer": f"{self.address}/en/"} | more.pop("headers", {})
        if form is not None:
            token = URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps("0123456789")
            more["data"] = form | {"csrf_token": token}
        response = send(client, method, path, base_url=self.address, headers=headers, **more)
        response.close()
        return response


@pytest.fixture(scope="module", params=[HTTPS, HTTP], ids=["https", "http"])
def site(request, the_app) -> Iterator[Site]:
    with another_app(the_app, URL=request.param) as other:
        yield Site(other, request.param)


def is_published(endpoint: str) -> bool:
    """Whether other sites may use what an endpoint answers."""
    return endpoint in PUBLISHED or endpoint.startswith(("api.", "downloads.", "share."))


def expected_headers(endpoint: str | None, response: TestResponse) -> dict[str, list[str]]:
    """What every answer carries; errors of what is published are closed to others, but those that programs read."""
    headers = {name: [value] for name, value in EVERYWHERE.items()}
    opened = response.status_code < 400 or response.mimetype == "application/problem+json"
    published = endpoint is not None and is_published(endpoint) and opened
    headers["Access-Control-Allow-Origin"] = ["*"] if published else []
    if published:
        headers["Cross-Origin-Resource-Policy"] = ["cross-origin"]
        headers["Vary"] = [vary for vary in response.headers.getlist("Vary") if "Cookie" not in vary]
        headers["Set-Cookie"] = []
    if endpoint in FRAMED and response.status_code < 400:
        policy = EVERYWHERE["Content-Security-Policy"].replace("frame-ancestors 'none'", "frame-ancestors *")
        headers |= {"X-Frame-Options": [], "Content-Security-Policy": [policy]}
    if endpoint == "library.file" and response.status_code == 200:
        headers["Content-Security-Policy"] = [EVERYWHERE["Content-Security-Policy"] + "; sandbox "]
    return headers


def faults(response: TestResponse, address: str, endpoint: str | None = None) -> list[str]:
    """What one answer lacks, in words."""
    expected = expected_headers(endpoint, response)
    found = [name for name, values in expected.items() if response.headers.getlist(name) != values]
    if response.headers.getlist("Strict-Transport-Security") != ([FOR_TWO_YEARS] if address == HTTPS else []):
        found.append("Strict-Transport-Security")
    if not response.headers.get("Cache-Control"):
        found.append("Cache-Control")
    found += vary_faults(response, endpoint)
    cookies = response.headers.getlist("Set-Cookie")
    return found + [fault for cookie in cookies for fault in cookie_faults(cookie, address)]


def vary_faults(response: TestResponse, endpoint: str | None) -> list[str]:
    """What one answer depends on without saying so, or says that it depends on without doing so."""
    if response.headers.get("Cache-Control") == "no-store":
        return []
    told = {word.strip() for line in response.headers.getlist("Vary") for word in line.split(",") if word}
    expected = set() if endpoint is None or endpoint == "static" or is_published(endpoint) else {"Cookie"}
    if endpoint in ALIKE and response.status_code == 200:
        expected.add("Accept-Encoding")
    is_in_some_language = is_published(endpoint or "") and response.headers.get("Content-Language")
    expected |= {"Accept-Language"} if is_in_some_language else set()
    anything = {"Cookie", "Accept-Encoding"} if endpoint is None else set()
    unknown = told - expected - {"Accept-Language"} - anything
    return [f"Vary: {word}" for word in sorted((expected - told) | unknown)]


def cookie_faults(cookie: str, address: str) -> list[str]:
    """What is wrong with one cookie, in words."""
    name, *parts = cookie.split("; ")
    wanted = {"HttpOnly", "SameSite=Lax", "Path=/"} | ({"Secure"} if address == HTTPS else set())
    found = [f"no {part}" for part in sorted(wanted - set(parts))]
    found += ["a domain" for part in parts if part.lower().startswith("domain")]
    if name.startswith("__Host-") is not (address == HTTPS):
        found.append("no host in its name")
    return found


def answers(site: Site, world: World, endpoint: str) -> Iterator[tuple[str, TestResponse]]:
    """Everything that an endpoint answers to a visitor and to whoever it is for."""
    url, sample = sample_url(endpoint, world), sample_of(endpoint)
    for viewer in dict.fromkeys(("visitor", sample.by)):
        cookie = world.people[viewer].cookie if viewer != "visitor" else None
        for method in sorted(methods_of(endpoint)):
            form = sample_form(endpoint, world) if method == "POST" else None
            yield f"{method} by {viewer}", site.ask(site.browser(cookie), method, url, form)
            world.restore()
        yield f"POST by {viewer}, without a token", site.ask(site.browser(cookie), "POST", url)


@pytest.mark.parametrize("endpoint", SAMPLES)
def test_every_answer_of_every_endpoint_carries_the_headers(site, world, endpoint):
    found = {asked: faults(response, site.address, endpoint) for asked, response in answers(site, world, endpoint)}
    assert found
    assert {asked: lacking for asked, lacking in found.items() if lacking} == {}


@pytest.mark.parametrize(
    "endpoint", [endpoint for endpoint in SAMPLES if endpoint != "static" and not is_published(endpoint)]
)
def test_what_a_member_is_shown_is_never_stored(site, world, endpoint):
    sample = sample_of(endpoint)
    cookie = world.people["stranger" if sample.by == "visitor" else sample.by].cookie
    for method in sorted(methods_of(endpoint)):
        response = site.ask(site.browser(cookie), method, sample_url(endpoint, world))
        assert response.headers["Cache-Control"] == "no-store", method


@pytest.mark.parametrize("endpoint", [endpoint for endpoint in SAMPLES if is_published(endpoint)])
def test_what_is_published_is_the_same_whoever_is_logged_in(site, world, endpoint):
    seen = [
        site.ask(site.browser(cookie), "GET", sample_url(endpoint, world))
        for cookie in (None, world.people["owner"].cookie, world.people["administrator"].cookie)
    ]
    assert {answer.status_code for answer in seen} == {200}
    assert len({answer.headers["ETag"] for answer in seen}) == 1
    kept = "public, max-age=31536000, immutable" if endpoint in LASTING else "public, no-cache"
    assert {answer.headers["Cache-Control"] for answer in seen} == {kept}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/en/nothing", 404),
        ("GET", "/nothing", 404),
        ("POST", "/nothing", 404),
        ("GET", "/en/exit", 405),
        ("PUT", "/en/login", 405),
        ("DELETE", "/en/", 405),
        ("GET", "/", 302),
        ("GET", "/declaration?commitment=1", 302),
        ("GET", "/static/css/site.css", 200),
        ("HEAD", "/static/css/site.css", 200),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/static/../wsgi.py", 404),
        ("GET", "/en/members/%00", 404),
        ("OPTIONS", "/en/login", 200),
    ],
)
def test_what_no_page_answers_carries_them_too(site, method, path, status):
    response = site.ask(site.browser(), method, path)
    assert (response.status_code, faults(response, site.address)) == (status, [])


def test_a_file_that_has_not_changed(site):
    client = site.browser()
    mark = site.ask(client, "GET", "/static/css/site.css").headers["ETag"]
    response = site.ask(client, "GET", "/static/css/site.css", headers={"If-None-Match": mark})
    assert (response.status_code, faults(response, site.address)) == (304, [])


def test_too_much_at_once(site):
    form = {"email": "x" * 2_000_000}
    response = site.ask(site.browser(), "POST", "/en/login", form)
    assert (response.status_code, faults(response, site.address)) == (413, [])


def test_what_breaks(site, monkeypatch):
    def fail(**values):
        raise ZeroDivisionError

    monkeypatch.setitem(site.app.view_functions, "home.about", fail)
    response = site.ask(site.browser(), "GET", "/en/about")
    assert (response.status_code, faults(response, site.address)) == (500, [])


@pytest.mark.parametrize("address", [HTTPS, HTTP])
def test_too_often(app, address):
    with another_app(app, URL=address, LIMITS="on", LIMITS_URL="memory://") as limited:
        site = Site(limited, address)
        client = site.browser()
        wrong = {"email": "haru@example.org", "password": "not the password"}
        last = [site.ask(client, "POST", "/en/login", wrong) for _ in range(40)][-1]
        assert (last.status_code, faults(last, address)) == (429, [])
    assert not limiter.enabled


@pytest.mark.parametrize(
    ("endpoint", "told", "found"),
    [
        ("home.index", "Cookie, Accept-Encoding", []),
        ("home.index", "Accept-Encoding", ["Vary: Cookie"]),
        ("home.index", "Cookie", ["Vary: Accept-Encoding"]),
        ("members.index", "", ["Vary: Cookie"]),
        ("members.index", "Cookie, User-Agent", ["Vary: User-Agent"]),
        ("embeds.count", "Accept-Encoding, Cookie", ["Vary: Cookie"]),
        ("api.index", "", ["Vary: Accept-Language"]),
    ],
)
def test_control_an_answer_that_does_not_say_what_it_depends_on_is_found(endpoint, told, found):
    headers = {"Vary": told, "Cache-Control": "private, no-cache"}
    headers |= {"Content-Language": "en"} if endpoint.startswith("api.") else {}
    assert vary_faults(Response("", headers=headers), endpoint) == found


@pytest.mark.parametrize("header", [*EVERYWHERE, "Cache-Control"])
def test_control_a_header_that_is_dropped_is_found(site, world, monkeypatch, header):
    def drop(response):
        del response.headers[header]
        return response

    functions = site.app.after_request_funcs
    monkeypatch.setitem(functions, None, [drop, *functions[None]])  # the first of the list is asked last
    found = [faults(response, site.address) for _asked, response in answers(site, world, "accounts.login")]
    assert found
    assert all(header in lacking for lacking in found)


def test_control_a_weaker_policy_is_found(site, monkeypatch):
    monkeypatch.setattr("community.web.headers._content_policy", lambda **_: "default-src 'self'")
    assert faults(site.ask(site.browser(), "GET", "/en/"), site.address) == ["Content-Security-Policy"]


GOOD = "__Host-session=x; Secure; HttpOnly; Path=/; SameSite=Lax"


@pytest.mark.parametrize(
    ("cookie", "found"),
    [
        (GOOD, []),
        (GOOD.replace("; Secure", ""), ["no Secure"]),
        (GOOD.replace("; HttpOnly", ""), ["no HttpOnly"]),
        (GOOD.replace("Lax", "None"), ["no SameSite=Lax"]),
        (GOOD.replace("Path=/", "Path=/en"), ["no Path=/"]),
        (GOOD + "; Domain=example.org", ["a domain"]),
        (GOOD.replace("__Host-", ""), ["no host in its name"]),
    ],
)
def test_control_a_loose_cookie_is_found(cookie, found):
    assert cookie_faults(cookie, HTTPS) == found


def test_every_cookie_that_there_is_has_been_seen(site, world):
    """The walk meets each cookie: that of the session, of the language, of the known device."""
    seen = set()
    for endpoint in ("accounts.login", "home.about", "accounts.logout"):
        for _asked, response in answers(site, world, endpoint):
            seen |= {cookie.split("=")[0] for cookie in response.headers.getlist("Set-Cookie")}
    assert {name.removeprefix("__Host-") for name in seen} == {"session", "language", "device"}
