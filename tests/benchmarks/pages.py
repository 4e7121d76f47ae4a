"""What is measured: our pages, what each is compared with, and what is aimed at."""

import http.client
import itertools
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.benchmarks.client import request
from tests.benchmarks.processes import Served
from tests.benchmarks.twins import PASSWORD

MEMBER = "member@example.org"
ENDORSEMENT = {
    "commitments": "1",
    "pledge_1": "I will write to my representative every month until somebody answers.",
    "profession": "2",
    "shown": "named",
    "name": "Mina Reyes",
    "affiliation": "River Choir",
    "country": "KR",
}


@dataclass(frozen=True)
class Page:
    """A page of ours. endpoint: by which its statements are bound in `tests/laws/test_query_counts.py`, unless it is
    what a form is sent to.

    aim: how many times the CPU of its twin it may cost. peer: what the nearest peer's page costs, in empty views
    (Hush Line, CTFd, Pytition; measured once in November 2026, see the notes beside the table).
    """

    name: str
    endpoint: str
    path: str
    twin: str
    aim: float | None = 2.5
    peer: float | None = None
    by: str = "visitor"
    is_sent: bool = False

    @property
    def is_quick(self) -> bool:
        """Whether it is to be answered at once: logging in is bounded by Argon2id."""
        return self.name != "log in"


GETS = (
    Page("landing", "home.index", "/en/", "/landing", peer=49),
    Page("declaration", "declaration.read", "/en/declaration", "/declaration", aim=None, peer=65),
    Page("list of endorsements", "endorsements.index", "/en/endorsements", "/list", peer=447),
    Page("groups", "groups.index", "/en/groups", "/groups", peer=148),
    Page("one group", "groups.page", "/en/groups/professions", "/group", peer=65),
    Page("directory, as a member", "members.index", "/en/members", "/directory", peer=148, by="member"),
    Page("form of log-in", "accounts.login", "/en/login", "/endorse", aim=None, peer=13),
)
ENDORSE = Page("endorse", "endorsements.endorse", "/en/endorse", "/endorse", aim=3, peer=81, is_sent=True)
LOGIN = Page("log in", "accounts.login", "/en/login", "/password", aim=None, is_sent=True)
CACHED = tuple(page for page in GETS if page.by == "visitor" and page.endpoint != "accounts.login")


class Browser:
    """A browser that has opened a form: its cookies, and what the form sends that nobody fills in."""

    def __init__(self, served: Served, path: str) -> None:
        self.served = served
        self._cookies: dict[str, str] = {}
        self.path = path
        _status, page = self._ask("GET", path)
        inputs = re.findall("<input[^>]*>", page.partition("</form>")[0])
        self._hidden = dict(map(_name_and_value, (one for one in inputs if 'type="hidden"' in one)))
        assert self._hidden["csrf_token"], page

    @property
    def cookie(self) -> str:
        """The header that the browser sends."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def send(self, fields: dict[str, str]) -> int:
        """Send the form once; returns the status."""
        return self._ask("POST", self.path, urlencode(self._hidden | fields))[0]

    def posts(self, fields: dict[str, str]) -> Iterator[bytes]:
        """The form again and again, each time with an address of its own where it asks for one."""
        for number in itertools.count():
            own = {} if "email" in fields else {"email": f"{secrets.token_hex(8)}{number}@example.org"}
            body = urlencode(self._hidden | fields | own).encode()
            yield request("POST", self.path, cookie=self.cookie, body=body, host=self.served.host)

    def look(self, path: str) -> None:
        """Look at a page, and keep the cookies that come with it."""
        status, _page = self._ask("GET", path)
        assert status == 200, status

    def forget(self, keeping: str) -> None:
        """Forget all cookies but this one."""
        self._cookies = {name: value for name, value in self._cookies.items() if name == keeping}

    def open(self) -> None:
        """Open the form once more."""
        session = Browser(self.served, self.path)
        self._cookies |= session._cookies
        self._hidden = session._hidden

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=60)
        headers = {"Cookie": self.cookie} if self._cookies else {}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://{self.served.host}{path}",
            }
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        page = answer.read().decode()
        connection.close()
        return answer.status, page


def _name_and_value(tag: str) -> tuple[str, str]:
    name, value = (re.search(f'{attribute}="([^"]*)"', tag) for attribute in ("name", "value"))
    assert name, tag
    return name[1], value[1] if value else ""


def member(served: Served) -> Browser:
    """A browser in which a member has logged in."""
    browser = Browser(served, "/en/login")
    status = browser.send({"email": MEMBER, "password": PASSWORD})
    assert status == 303, status
    browser.look("/en/members")  # the first page puts the token of forms into the session, those after it find it there
    return browser


def gets(served: Served, path: str, cookie: str = "") -> Iterator[bytes]:
    """The same request for ever."""
    return itertools.repeat(request("GET", path, cookie=cookie, host=served.host))


def logins(served: Served) -> Iterator[bytes]:
    """Log-ins of a member on a browser that is known already; each opens a session of its own."""
    browser = member(served)
    browser.forget(keeping="device")
    browser.open()
    return browser.posts({"email": MEMBER, "password": PASSWORD})
