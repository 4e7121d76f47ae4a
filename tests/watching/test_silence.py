"""What a site that runs writes down while it is used, attacked and broken: nothing of whoever did so."""

import http.client
import json
import re
import socket
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from community.accounts.models import Member
from tests.conftest import new_database_url
from tests.journeys.running import RunningSite
from tests.kernel.test_smtp import Server, Sink

SECONDS = 30
ADDRESS, REFUSED, ENDORSER = "haru@example.org", "refused@example.org", "an.endorser@example.org"
PASSWORD, WRONG = "a river of many small stones", "not a river of any stones"
# Tokens that nobody has been given look the same in an address as those that somebody has.
MADE_UP = "MADEUP0token1made2up"
PATHS_WITH_TOKENS = (
    f"/en/groups/invitations/{MADE_UP}",
    f"/calendars/{MADE_UP}.ics",
    f"/en/password/reset/{MADE_UP}?email={ADDRESS}",
    f"/ko/confirm/{MADE_UP}",
)
IP = re.compile(r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1\b")


class Visitor:
    """A browser with cookies that sends the form of the page before."""

    def __init__(self, url: str) -> None:
        self._host = urlsplit(url).netloc
        self._url = url
        self.cookies: dict[str, str] = {}
        self.tokens: set[str] = set()

    def get(self, path: str) -> tuple[int, BeautifulSoup]:
        """Ask for a page."""
        return self._ask("GET", path)

    def send(self, path: str, **fields: str) -> tuple[int, BeautifulSoup]:
        """Open the page and send its form, filled in."""
        _status, page = self.get(path)
        hidden = {one["name"]: one.get("value", "") for one in page.select("main form input[type=hidden][name]")}
        self.tokens.add(str(hidden["csrf_token"]))
        deadline = time.monotonic() + SECONDS
        while True:
            status, page = self._ask("POST", path, urlencode(hidden | fields))
            if "quicker than anybody can type" not in page.get_text() or time.monotonic() > deadline:
                return status, page
            time.sleep(0.2)

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, BeautifulSoup]:
        connection = http.client.HTTPConnection(self._host, timeout=SECONDS)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"{self._url}{path}"}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
            self.tokens.add(value)
        page = BeautifulSoup(answer.read(), "html.parser")
        connection.close()
        return answer.status, page


def link_in_mail(sink: Sink, to: str, about: str) -> str:
    """The path that was mailed to an address; waits until it was."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        for mail in sink.messages:
            text = mail.get_body(("plain",)).get_content()
            if mail["To"] == to and (found := re.search(rf"http://\S+{about}\S+", text)):
                return urlsplit(found[0]).path
        time.sleep(0.05)
    raise AssertionError(f"No mail to {to} came.")


def wait_for(site: RunningSite, words: str) -> None:
    """Wait until the site has written something down."""
    deadline = time.monotonic() + SECONDS
    while words not in site.said():
        assert time.monotonic() < deadline, f"{words!r} was not said:\n{site.said()}"
        time.sleep(0.05)


def seal_badly(url: str) -> None:
    """Make what is sealed of members unreadable, so that the pages that show it fail."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.update(Member.__table__).values(email_sealed=b"\x01" * 40))
    engine.dispose()


def speak_gibberish(site: RunningSite) -> None:
    """Ask as no browser does: what the server says of it is its own."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=SECONDS) as connection:
        connection.sendall(f"GET /en/confirm/{MADE_UP} HTTP/1.1\r\nA header of {ADDRESS}: x\r\n\r\n".encode())
        connection.recv(100)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], set[str]]:
    """The lines of the log of a site that was used, and what must not stand in it."""
    folder, sink = tmp_path_factory.mktemp("silence"), Sink()
    sink.refuse = REFUSED
    server = Server(sink)
    server.start()
    url = new_database_url(folder)
    mail_url = f"smtp://127.0.0.1:{server.port}"
    site = RunningSite(folder, url, COMMUNITY_LOG="json", COMMUNITY_MAIL_URL=mail_url, COMMUNITY_LIMITS="off")
    site.start()
    try:
        links, tokens = use(site, sink, url)
    finally:
        site.end()
        server.stop()
    parts = {part for link in links for part in link.split("/") if len(part) > 12}
    lines = site.said().splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("{"))  # after the greeting
    return lines[begin:], {ADDRESS, REFUSED, ENDORSER, PASSWORD, WRONG, MADE_UP, "example.org"} | parts | tokens


def use(site: RunningSite, sink: Sink, url: str) -> tuple[list[str], set[str]]:
    """Do what people do, and what they should not; returns the links that were mailed, and what browsers hold."""
    visitor, stranger = Visitor(site.url), Visitor(site.url)
    visitor.send("/en/signup", display_name="Haru", email=ADDRESS, password=PASSWORD)
    confirm = link_in_mail(sink, ADDRESS, "/confirm/")
    assert visitor.send(confirm)[0] == 303
    stranger.send("/en/signup", display_name="Refused", email=REFUSED, password=PASSWORD)
    stranger.send("/en/login", email=ADDRESS, password=WRONG)
    stranger.send("/en/password/forgot", email=ADDRESS)
    reset = link_in_mail(sink, ADDRESS, "/password/reset/")
    assert stranger.get(reset)[0] == 200
    stranger.send("/en/endorse", email=ENDORSER, commitments="1", shown="counted")
    endorse = link_in_mail(sink, ENDORSER, "/endorse/confirm/")
    stranger.send(endorse)
    for path in PATHS_WITH_TOKENS:
        stranger.get(path)
    speak_gibberish(site)
    wait_for(site, "was not delivered")
    seal_badly(url)
    status, page = visitor.get("/en/settings/security")
    assert status == 500, page
    return [confirm, reset, endorse], visitor.tokens | stranger.tokens


def leaks(lines: list[str], secrets: set[str]) -> list[str]:
    """The lines in which something stands of whoever used the site."""
    return [line for line in lines if "@" in line or IP.search(line) or any(secret in line for secret in secrets)]


def events(lines: list[str]) -> list[dict[str, Any]]:
    """What the lines say."""
    return [json.loads(line) for line in lines]


def test_nothing_is_written_down_of_whoever_used_the_site(used):
    lines, secrets = used
    assert len(secrets) > 10
    assert leaks(lines, secrets) == []


def test_control_what_should_not_stand_there_is_found(used):
    lines, secrets = used
    for leak in (ADDRESS, "from 192.0.2.7", "[::1]:80", "Bearer", *secrets):
        found = leaks([*lines, json.dumps({"event": f"something of {leak} happened"})], secrets)
        assert len(found) == (leak != "Bearer"), leak


def test_control_everything_that_happened_was_written_down(used):
    said = events(used[0])
    requests = {(one["method"], one["status"], one["rule"]) for one in said if one["event"] == "request"}
    assert ("POST", 303, "/<any(en, ko):language>/signup") in requests
    assert {("GET", 404, "/calendars/<token>.ics"), ("GET", 200, "/readyz")} <= requests
    failed = [one for one in said if one.get("status") == 500]
    told = [one for one in said if "exception" in one]
    assert [one["request_id"] for one in told] == [one["request_id"] for one in failed]
    assert "UnknownKey" in told[0]["exception"]
    loggers = {one["logger"] for one in said}
    assert {"community.web.tracing", "community.web.errors", "community.delivery", "gunicorn.error"} <= loggers


def test_every_line_has_the_same_form(used):
    for one in events(used[0]):
        assert one.keys() >= {"event", "timestamp", "level", "logger"}
