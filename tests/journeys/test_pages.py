"""The main pages as everybody meets them: with a screen reader, a keyboard, a small phone, in the dark."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import TWO_EQUIPMENTS, Cast, Come, Groups
from tests.journeys.deeds import PASSWORD, ask_to_join, join, leave
from tests.journeys.people import HEIGHTS, Equipment, Person
from tests.journeys.running import RunningSite

AXE = Axe().axe_script
WIDTHS = (320, 375, 768, 1280)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
WIDEST = """() => [...document.querySelectorAll("main *, header *, footer *")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => element.tagName + "." + element.className).slice(0, 3).join(", ")"""

in_two_ways = pytest.mark.parametrize("equipment", TWO_EQUIPMENTS, indirect=True, scope="session")


@dataclass(frozen=True)
class Stop:
    """A page, and who looks at it."""

    person: Person
    path: str
    status: int = 200
    filled_badly: bool = False

    def arrive(self) -> None:
        """Go there; where the form is to be seen with its errors, send it empty."""
        self.person.visit(self.path, self.status)
        if self.filled_badly:
            self.person.press(status=422)


@dataclass(frozen=True)
class Survey:
    """What was found on all the pages, a line for each."""

    violations: list[str] = field(default_factory=list)
    overflows: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def survey(browser: Browser, site: RunningSite, equipment: Equipment, cast: Cast, groups: Groups) -> Survey:
    """A walk through every kind of page, with something on it."""
    visitor, guest = Person(browser, site, equipment), cast["guest"]
    join(guest, groups.open)
    ask_to_join(guest, groups.asking, "The river", "Mondays\n" * 3)
    guest.visit("/settings/security/second-factor")
    guest.press("/authenticator/begin")
    found = Survey()
    for stop in list_stops(visitor, cast, groups):
        stop.arrive()
        found.violations.extend(f"{stop.path}: {line}" for line in list_violations(stop.person.page, equipment))
        found.overflows.extend(f"{stop.path} {line}" for line in list_overflows(stop.person.page))
    leave(guest, groups.open)
    guest.visit(f"/groups/{groups.asking}")
    guest.press(f"/groups/{groups.asking}/request/cancel")
    visitor.context.close()
    assert visitor.complaints == []
    return found


def list_stops(visitor: Person, cast: Cast, groups: Groups) -> list[Stop]:
    """Every kind of page, and somebody who may see it."""
    guest, host, desk = cast["guest"], cast["host"], cast["desk"]
    return [
        *(Stop(visitor, path) for path in ("/", "/declaration", "/declaration?view=both", "/endorse")),
        *(Stop(visitor, path) for path in ("/declaration/commitments/3", "/endorsements", f"/groups/{groups.open}")),
        Stop(visitor, "/endorsements/figures"),
        *(Stop(visitor, path) for path in ("/groups", "/login", "/about", "/privacy", "/roles", "/styleguide")),
        Stop(visitor, "/_mailbox"),
        Stop(visitor, "/nothing/here", status=404),
        Stop(visitor, "/signup", filled_badly=True),
        Stop(visitor, "/endorse", filled_badly=True),
        *(
            Stop(guest, path)
            for path in ("/", "/settings/profile", "/settings/profile/others", "/settings/privacy", "/members")
        ),
        Stop(guest, "/settings/security/second-factor"),
        Stop(guest, "/settings/security/authenticator", filled_badly=True),
        Stop(host, "/settings/security"),
        *(Stop(guest, path) for path in (f"/members/{host.account.handle}", "/groups/mine", "/endorsements/mine")),
        *(Stop(host, f"/groups/{groups.asking}{path}") for path in ("", "/members", "/requests", "/invitations")),
        *(Stop(host, f"/groups/{groups.open}{path}") for path in ("/members", "/edit", "/announcements/new")),
        *(Stop(desk, path) for path in ("/admin", "/admin/members", "/admin/groups/new", "/admin/audit")),
        Stop(desk, f"/admin/members/{guest.account.handle}"),
    ]


def list_violations(page: Page, equipment: Equipment) -> list[str]:
    """What a program can find against WCAG 2.2 AA; of one language, the colours in the dark, too."""
    page.evaluate(AXE)
    found = _run_axe(page, RULES)
    if equipment.language == "en":
        page.emulate_media(color_scheme="dark")
        found += [f"in the dark: {line}" for line in _run_axe(page, CONTRAST)]
        page.emulate_media(color_scheme="light")
    return found


def _run_axe(page: Page, options: dict[str, Any]) -> list[str]:
    answer = page.evaluate("options => axe.run(options)", {**options, "resultTypes": ["violations"]})
    return [
        f"{violation['id']} at {node['target']}: {node['failureSummary']}"
        for violation in answer["violations"]
        for node in violation["nodes"]
    ]


def list_overflows(page: Page) -> list[str]:
    """At which widths the page is wider than the window, and what is too wide."""
    found = []
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHTS[375]})
        needed = page.evaluate("document.scrollingElement.scrollWidth")
        if needed > width:
            found.append(f"needs {needed} of {width} pixels: {page.evaluate(WIDEST)}")
    if before:
        page.set_viewport_size(before)
    return found


@in_two_ways
def test_no_page_shuts_anybody_out(survey: Survey) -> None:
    assert survey.violations == []


@in_two_ways
def test_no_page_scrolls_sideways(survey: Survey) -> None:
    assert survey.overflows == []


@in_two_ways
def test_a_visit_asks_no_other_origin(come: Come, site: RunningSite) -> None:
    """As in every journey, where each person watches for it; here it is seen that something is asked for at all."""
    visitor = come()
    asked: list[tuple[str, str]] = []
    visitor.page.on("request", lambda request: asked.append((request.resource_type, request.url)))
    for path in ("/", "/declaration?view=both", "/endorsements", "/groups/global-network", "/_mailbox"):
        visitor.visit(path)
    assert {"document", "stylesheet", "font", "script"} <= {kind for kind, _url in asked}
    assert [url for _kind, url in asked if not url.startswith(f"{site.url}/")] == []


@in_two_ways
def test_the_browser_stops_what_is_not_ours(come: Come) -> None:
    """The policy in the headers stops what would be a hole elsewhere, and its complaint is not overlooked here."""
    visitor = come()
    visitor.visit("/")
    ran = visitor.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
            return fetch("https://example.org/").then(() => "fetched", () => Boolean(window.ran));
        }"""
    )
    assert ran is False
    assert len([line for line in visitor.complaints if "Content Security Policy" in line]) >= 2
    visitor.complaints.clear()


def test_the_first_key_leads_past_the_menu(come: Come) -> None:
    visitor = come()
    visitor.visit("/declaration")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.locator("a.skip")).to_be_focused()
    expect(visitor.page.locator("a.skip")).to_be_in_viewport()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("main")).to_be_focused()
    visitor.page.keyboard.press("Tab")
    visitor.finds("main :focus")


def test_what_is_wrong_takes_the_focus_and_leads_to_the_field(come: Come) -> None:
    visitor = come()
    visitor.visit("/signup")
    visitor.press(status=422)
    expect(visitor.page.locator(".error-summary")).to_be_focused()
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    expect(visitor.main.locator('[name="display_name"]')).to_be_focused()


def test_logging_in_with_the_keyboard_alone(come: Come, cast: Cast) -> None:
    visitor = come()
    visitor.visit("/login")
    keyboard = visitor.page.keyboard
    while not visitor.page.locator('[name="email"]:focus').count():
        keyboard.press("Tab")
    keyboard.type(cast["host"].account.email)
    keyboard.press("Tab")
    keyboard.type(PASSWORD)
    with visitor.page.expect_navigation():
        keyboard.press("Enter")
    while not visitor.page.locator('[name="code"]:focus').count():
        keyboard.press("Tab")
    app = cast["host"].account.app
    assert app is not None
    keyboard.type(app.show())
    with visitor.page.expect_navigation():
        keyboard.press("Enter")
    visitor.finds("header a.self")
