"""People who use an installation all the time, from behind a proxy, and write down what they were answered."""

import http.client
import itertools
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from queue import Empty
from urllib.parse import urlencode

from tests.factories import PASSWORD
from tests.production.installation import HOST, Installation

SECONDS_TO_ANSWER = 45  # whoever waits longer hangs
SECONDS_TO_WAIT = 120
PACE = 0.15  # seconds between what one of them does and the next, so that the machine has more to do than answering
KINDS = ("endorse", "confirm", "sign up", "log in", "post", "read")
PAGES = ("/en", "/ko/declaration", "/en/endorsements", "/ko/groups")


class NoAnswer(Exception):
    """A server broke off, or none was there."""


@dataclass(frozen=True)
class Answer:
    """What somebody was answered, and from when to when it took (by the monotonic clock)."""

    method: str
    status: int
    headers: http.client.HTTPMessage = field(repr=False)
    text: str = field(repr=False)
    asked_at: float
    answered_at: float

    @property
    def says_when_to_come_back(self) -> bool:
        """Whether this is a refusal for the moment, as it should be."""
        return self.status == 503 and self.headers.get("Retry-After", "").isdecimal()


@dataclass
class Journal:
    """What has happened, written by all."""

    answers: list[Answer] = field(default_factory=list)
    done: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    tried: list[str] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)


class Browser:
    """A browser without script and its cookies, behind a proxy that asks another web server where one is gone."""

    _numbers = itertools.count(1)

    def __init__(self, installation: Installation, journal: Journal) -> None:
        self._ports = installation.web_ports
        self._journal = journal
        number = next(self._numbers)
        self._address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self._first = number % len(self._ports)
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        """Ask for a page. Raises NoAnswer."""
        return self._ask("GET", path)

    def fill_in(self, form: str, path: str, fields: list[tuple[str, str]]) -> Answer:
        """Open the page with a form and send it to `path`. Raises NoAnswer."""
        page = self._ask("GET", form)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        if found is None:
            return page
        return self._ask("POST", path, urlencode([*fields, ("csrf_token", found[1])]))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        began = time.monotonic()
        for port in (*self._ports[self._first :], *self._ports[: self._first]):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_ANSWER)
            try:
                connection.connect()
            except ConnectionRefusedError:
                continue
            try:
                connection.request(method, path, body, self._headers(body))
                response = connection.getresponse()
                text = response.read().decode()
            except TimeoutError:
                raise
            except (OSError, http.client.HTTPException) as broken:
                raise NoAnswer from broken
            finally:
                connection.close()
            return self._note(Answer(method, response.status, response.headers, text, began, time.monotonic()))
        raise NoAnswer

    def _note(self, answer: Answer) -> Answer:
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        self._journal.answers.append(answer)
        return answer

    def _headers(self, body: str | None) -> dict[str, str]:
        headers = {"Host": HOST, "X-Forwarded-For": self._address}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return headers


class Crowd:
    """Threads of people, each doing one thing again and again; a context manager.

    opened: makes the stamp of a form that was opened a minute ago. writers: the addresses of members, each the only one
    of the group of that slug, in which they write.
    """

    def __init__(self, installation: Installation, opened: Callable[[str], str], writers: dict[str, str]) -> None:
        self.journal = Journal()
        self._installation = installation
        self._opened = opened
        self._stop = threading.Event()
        self._visitors, self._newcomers = itertools.count(), itertools.count()
        self._writers = itertools.cycle(writers.items())
        work = (self._endorse, self._endorse, self._confirm, self._sign_up, self._write, self._read)
        self._threads = [threading.Thread(target=self._go_on, args=(one,)) for one in work]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds. Raises what a thread has failed with."""
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while not holds():
            if self.journal.failures:
                raise self.journal.failures[0]
            assert time.monotonic() < deadline, f"{what}: {self._counts()}"
            time.sleep(0.05)

    def wait_for_more(self, what: str, *kinds: str, times: int = 3) -> None:
        """Wait until each of these kinds of things (or all of them) was done so many times more."""
        before = self._counts()
        wanted = kinds or tuple(before)
        self.wait_for(lambda: all(self._counts()[kind] >= before[kind] + times for kind in wanted), what)

    def confirm_rest(self) -> int:
        """Press the buttons behind the mailed links that nobody has taken up; returns how many there were."""
        pressed = 0
        while self._confirm():
            pressed += 1
        return pressed

    def _counts(self) -> dict[str, int]:
        return {kind: len(done) for kind, done in self.journal.done.items()}

    def _go_on(self, work: Callable[[], object]) -> None:
        try:
            while not self._stop.wait(PACE):
                work()
        except BaseException as failure:
            self.journal.failures.append(failure)

    def _until_answered(self, ask: Callable[[Browser], Answer]) -> Answer:
        """Try again until somebody takes it or says no."""
        browser = self._browser()
        for _ in self._patiently():
            try:
                answer = ask(browser)
            except NoAnswer:
                continue
            if answer.status != 503:
                return answer
            browser = self._browser()
        raise TimeoutError

    @staticmethod
    def _patiently() -> Iterator[None]:
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while time.monotonic() < deadline:
            yield
            time.sleep(PACE)

    def _browser(self) -> Browser:
        return Browser(self._installation, self.journal)

    def _send(self, path: str, kind: str, fields: list[tuple[str, str]]) -> None:
        """Open a public form, and send it until it is taken."""

        def send(browser: Browser) -> Answer:
            return browser.fill_in(path, path, [*fields, ("opened", self._opened(kind))])

        answer = self._until_answered(send)
        assert answer.status == 303, answer

    def _endorse(self) -> None:
        number = next(self._visitors)
        address = f"visitor{number}@example.org"
        fields = [("email", address), ("commitments", "1"), ("shown", "counted")]
        fields += [("commitments", "7")] if number % 3 == 0 else []
        self._send("/en/endorse", "endorse", fields)
        self.journal.done["endorse"].append(address)

    def _sign_up(self) -> None:
        address = f"newcomer{next(self._newcomers)}@example.org"
        self._send("/en/signup", "signup", [("email", address), ("display_name", "Newcomer"), ("password", PASSWORD)])
        self.journal.done["sign up"].append(address)

    def _confirm(self) -> bool:
        try:
            path = self._installation.mail.links.get_nowait()
        except Empty:
            return False
        answer = self._until_answered(lambda browser: browser.fill_in(path, path, []))
        # Whose first answer was lost is told that it is done already.
        assert answer.status < 500, answer
        self.journal.done["confirm"].append(path)
        return True

    def _write(self) -> None:
        """Log in and write once, whatever is answered: what was acknowledged must be there, and nothing twice."""
        group, browser = self._log_in()
        title = f"Topic {len(self.journal.tried)}"
        self.journal.tried.append(title)
        form = f"/en/groups/{group}/topics/new"
        try:
            answer = browser.fill_in(form, form, [("title", title), ("body", "Ripples."), ("language", "en")])
        except NoAnswer:
            return
        assert answer.status in (303, 503), answer
        if answer.status == 303:
            self.journal.done["post"].append(title)

    def _log_in(self) -> tuple[str, Browser]:
        """Somebody logs in, one after the other: of each one only so many attempts are taken."""
        for _ in self._patiently():
            address, group = next(self._writers)
            browser = self._browser()
            try:
                answer = browser.fill_in("/en/login", "/en/login", [("email", address), ("password", PASSWORD)])
            except NoAnswer:
                continue
            assert answer.status in (303, 503), answer
            if answer.status == 303:
                self.journal.done["log in"].append(address)
                return group, browser
        raise TimeoutError

    def _read(self) -> None:
        for page in PAGES:
            try:
                if self._browser().get(page).status == 200:
                    self.journal.done["read"].append(page)
            except NoAnswer:
                pass
