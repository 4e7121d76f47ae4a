"""People in front of a real browser.

They find things by address, by the name of a field and by the form that a button belongs to, never by a sentence: so
the same story runs in every language.
"""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import pyotp
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, ConsoleMessage, Locator, Request, Response, StorageState, expect

from tests.journeys.running import RunningSite

MOST_PATIENCE = 30_000  # milliseconds, for a machine that does other work beside it
SECONDS_FOR_MAIL = 30
PASSWORD = "the river remembers every stone"
_SENDS = "button:not([type=button]):not([name=preview])"
HEIGHTS = {375: 812, 1280: 900}


@dataclass(frozen=True)
class Equipment:
    """How somebody reads the site."""

    language: str = "en"
    script: bool = True
    width: int = 1280
    scheme: str = "light"


class AuthenticatorApp:
    """The app on somebody's phone. It shows each code once, as each is taken once."""

    def __init__(self, secret: str) -> None:
        self._app = pyotp.TOTP(secret)
        self._last = 0

    def show(self) -> str:
        """The next code that has not been used; the site takes one half a minute early."""
        step = max(self._step(), self._last + 1)
        while step > self._step() + 1:
            time.sleep(1)
        self._last = step
        return self._app.generate_otp(step)

    def _step(self) -> int:
        return int(time.time()) // 30


@dataclass(frozen=True)
class Account:
    """What somebody needs to log in, and how others find them."""

    name: str
    email: str
    handle: str
    app: AuthenticatorApp | None = None


class Person:
    """One browser with cookies of its own, and the one who sits in front of it, who may have an account."""

    account: Account

    def __init__(
        self, browser: Browser, site: RunningSite, equipment: Equipment, cookies: StorageState | None = None
    ) -> None:
        self.site = site
        self.language = equipment.language
        self.complaints: list[str] = []
        self.context = browser.new_context(
            java_script_enabled=equipment.script,
            viewport={"width": equipment.width, "height": HEIGHTS.get(equipment.width, 900)},
            locale={"en": "en-GB", "ko": "ko-KR"}[equipment.language],
            color_scheme=equipment.scheme,
            reduced_motion="reduce",
            storage_state=cookies,
        )
        self.context.set_default_timeout(MOST_PATIENCE)
        self.page = self.context.new_page()
        self.page.on("request", self._watch_request)
        self.page.on("console", self._watch_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    # Going somewhere

    def visit(self, path: str, status: int = 200) -> None:
        """Type an address: a path of this site in one's own language, or a whole address."""
        self._arrive(self.page.goto(self.address(path)), status)

    def address(self, path: str) -> str:
        """The whole address of a path of this site; without a language in it, one's own."""
        if path.startswith(self.site.url):
            return path
        return self.site.url + (path if re.match(r"/(en|ko|_mailbox)\b", path) else f"/{self.language}{path}")

    def follow(self, href: str) -> None:
        """Click the first link whose address ends so, with or without a last slash; in sight, where there is one."""
        link = self.page.locator(f'a[href$="{href}"]:visible, a[href$="{href}/"]:visible').first
        if not link.count():  # it stands in what is folded
            link = self.page.locator(f'a[href$="{href}"], a[href$="{href}/"]').first
            self._uncover(link)
        with self.page.expect_navigation() as navigation:
            link.click()
        self._arrive(navigation.value, 200)

    def switch_language(self) -> None:
        """Click the other language in the head of the page; it is one's own from now on."""
        other = {"en": "ko", "ko": "en"}[self.language]
        with self.page.expect_navigation() as navigation:
            self.page.locator(f'header .tools [lang="{other}"]').click()
        self.language = other
        self._arrive(navigation.value, 200)

    def is_at(self, path: str) -> None:
        """Check the address of the page; a query counts where one is given."""
        parts = urlsplit(self.page.url)
        wanted = urlsplit(self.address(path))
        assert parts.path.rstrip("/") == wanted.path.rstrip("/")
        assert not wanted.query or parts.query == wanted.query

    # Reading

    @property
    def main(self) -> Locator:
        """What the page is about, without its frame."""
        return self.page.locator("main")

    def sees(self, *texts: str) -> None:
        """Check that the page says these."""
        for text in texts:
            expect(self.main).to_contain_text(text)

    def does_not_see(self, *texts: str) -> None:
        """Check that the page says none of these."""
        for text in texts:
            expect(self.main).not_to_contain_text(text)

    def finds(self, selector: str) -> None:
        """Check that at least one such thing is in sight."""
        expect(self.page.locator(selector).first).to_be_visible()

    def misses(self, selector: str) -> None:
        """Check that no such thing is there."""
        expect(self.page.locator(selector)).to_have_count(0)

    def is_told(self, kind: str = "success") -> None:
        """Check that the page begins with a message: "success" or "error"."""
        self.finds(f".flashes .notice-{kind}")

    # Filling in and pressing

    def fill(self, action: str = "", /, **answers: str | bool | Iterable[str]) -> None:
        """Fill in fields by their names: text, a choice by its value, checkboxes by the values to tick.

        action: the end of the address that their form sends to, where several have a field of this name.
        """
        form = f'form[action$="{action}"] ' if action else ""
        for name, answer in answers.items():
            field = self.main.locator(f'{form}[name="{name}"]')
            kind = field.first.evaluate("field => field.type")
            if kind in ("radio", "checkbox"):
                self._tick(field, answer)
            elif kind == "select-one":
                field.select_option(str(answer))
            else:
                self._uncover(field)
                field.fill(str(answer))

    def press(self, action: str = "", beside: str = "", status: int = 200) -> None:
        """Press the button of a form.

        action: the end of the address that the form sends to, but for a query; without it, the form that sends to the
            page itself, or the only one.
        beside: what the row of a list says that the button stands in.
        """
        ends = f':is([action$="{action}"], [action*="{action}?"])'
        form = f'form[method="post"]{ends}' if action else self._own_form()
        button = self._row(beside, form).locator(form).locator(_SENDS)
        self._uncover(button)
        with self.page.expect_navigation() as navigation:
            button.click()
        self._arrive(navigation.value, status)

    def follow_beside(self, beside: str, href: str) -> None:
        """Click the link, by the end of its address, in the row of a list that says `beside`."""
        link = f'a[href$="{href}"]'
        found = self._row(beside, link).locator(link)
        self._uncover(found)
        with self.page.expect_navigation() as navigation:
            found.click()
        self._arrive(navigation.value, 200)

    def _prove(self) -> Response | None:
        """Type the password again where the site asks for it in between; what was asked for is answered then.

        People stay for a long story, and after ten minutes the site wants to know whether it is still they.
        """
        form = self.main.locator("form", has=self.page.locator('[name="proof_password"]'))
        if "/prove?" not in self.page.url or not form.count():
            return None
        form.locator('[name="proof_password"]').fill(PASSWORD)
        with self.page.expect_navigation() as navigation:
            form.locator(_SENDS).click()
        return navigation.value

    def _own_form(self) -> str:
        own = 'form[method="post"]:not([action])'
        return own if self.main.locator(own).count() else 'form[method="post"]'

    def _row(self, words: str, inside: str) -> Locator:
        if not words:
            return self.main
        # Of things inside one another that say so, the innermost comes last.
        return self.main.locator("li, tr, article").filter(has_text=words).filter(has=self.page.locator(inside)).last

    def _tick(self, field: Locator, answer: str | bool | Iterable[str]) -> None:
        if isinstance(answer, bool):
            field.set_checked(answer)
            return
        self._uncover(field.first)
        for value in [answer] if isinstance(answer, str) else answer:
            field.and_(self.page.locator(f'[value="{value}"]')).check()

    def _uncover(self, thing: Locator) -> None:
        # The menu of a group stands, on a phone, behind what opens it and not in it.
        menu = "ancestor::ul/preceding-sibling::details[@class='fold'][not(@open)]"
        closed = thing.locator(f"xpath=ancestor::details[not(@open)] | {menu}")
        if closed.count():
            closed.locator("summary").first.click()

    # Mail

    def open_mail(self, address: str, about: str = "", saying: str = "") -> None:
        """Open the unread mail to an address with `about` in a link and `saying` in its text, once it has come."""
        deadline = time.monotonic() + SECONDS_FOR_MAIL
        while not any(self._open_one_mail(path, about, saying) for path in self._list_unread_mails(address)):
            assert time.monotonic() < deadline, f"No mail with a link to …{about}… and “{saying}” came to {address}."
            self.page.wait_for_timeout(100)

    def follow_mail(self, about: str) -> None:
        """Click the link of the open mail whose address has `about` in it."""
        with self.page.expect_navigation() as navigation:
            self.main.locator(f'article a[href*="{about}"]').first.click()
        self._arrive(navigation.value, 200)

    def _list_unread_mails(self, address: str) -> list[str]:
        # The list is read without drawing it, which is slow.
        page = self.context.request.get(f"{self.site.url}/{self.language}/_mailbox").text()
        rows = BeautifulSoup(page, "html.parser").select("main li")
        paths = [str(row.a["href"]) for row in rows if row.a and address in row.get_text()]
        return [path for path in paths if path.rsplit("/", 1)[1] not in self.site.read_mails]

    def _open_one_mail(self, path: str, about: str, saying: str) -> bool:
        self.visit(path)
        self.site.read_mails.add(path.rsplit("/", 1)[1])  # the name, after the language
        letter = self.main.locator("article").filter(has_text=saying)
        return (letter.locator(f'a[href*="{about}"]') if about else letter).count() > 0

    # Watching

    def _arrive(self, response: Response | None, status: int) -> None:
        response = self._prove() or response
        assert response is not None
        assert response.status == status, f"{self.page.url} answered {response.status}: {self.main.inner_text()[:400]}"
        if response.request.redirected_from is None or status >= 400:
            assert "content-security-policy" in response.headers

    def _watch_request(self, request: Request) -> None:
        if not request.url.startswith(self.site.url + "/"):
            self.complaints.append(f"{self.page.url} asked for {request.url}")

    def _watch_console(self, message: ConsoleMessage) -> None:
        # The browser notes every answer of 4xx; the page itself may be one that the story asked for.
        of_page = message.text.startswith("Failed to load resource") and "/static/" not in message.location["url"]
        if message.type in ("error", "warning") and not of_page:
            self.complaints.append(f"{self.page.url}: {message.text}")
