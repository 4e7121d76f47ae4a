"""The main pages as everybody meets them: with a screen reader, a keyboard, a small phone, in the dark."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import TWO_EQUIPMENTS, Cast, Come, Groups
from tests.journeys.deeds import PASSWORD, ask_to_join, join, leave
from tests.journeys.people import HEIGHTS, Person

WIDTHS = (320, 375, 768, 1280)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}

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


@pytest.fixture
def stops(come: Come, host: Person, guest: Person, desk: Person, groups: Groups) -> Iterator[list[Stop]]:
    """Every kind of page, with something on it."""
    visitor = come()
    join(guest, groups.open)
    ask_to_join(guest, groups.asking, "The river", "Mondays\n" * 3)
    yield [
        *(
            Stop(visitor, path)
            for path in ("/", "/declaration", "/declaration?view=both", "/declaration/commitments/3")
        ),
        *(Stop(visitor, path) for path in ("/endorse", "/endorsements", "/groups", f"/groups/{groups.open}")),
        *(Stop(visitor, path) for path in ("/login", "/about", "/privacy", "/roles", "/styleguide", "/_mailbox")),
        Stop(visitor, "/nothing/here", status=404),
        Stop(visitor, "/signup", filled_badly=True),
        Stop(visitor, "/endorse", filled_badly=True),
        *(Stop(guest, path) for path in ("/", "/settings/profile", "/settings/profile/others", "/members")),
        *(Stop(guest, path) for path in (f"/members/{host.account.handle}", "/groups/mine", "/endorsements/mine")),
        *(Stop(host, f"/groups/{groups.asking}{path}") for path in ("", "/members", "/requests", "/invitations")),
        *(Stop(host, f"/groups/{groups.open}{path}") for path in ("/members", "/edit", "/announcements/new")),
        *(Stop(desk, path) for path in ("/admin", "/admin/members", "/admin/groups/new", "/admin/audit")),
        Stop(desk, f"/admin/members/{guest.account.handle}"),
    ]
    leave(guest, groups.open)
    guest.visit(f"/groups/{groups.asking}")
    guest.press(f"/groups/{groups.asking}/request/cancel")


@in_two_ways
def test_no_page_shuts_anybody_out(stops: list[Stop]) -> None:
    """No violation of WCAG 2.2 AA that a program can find; the colours in the dark, too."""
    axe, found = Axe(), []
    for stop in stops:
        stop.arrive()
        found += [f"{stop.path}: {line}" for line in _violations(axe, stop.person, RULES)]
        stop.person.page.emulate_media(color_scheme="dark")
        found += [f"{stop.path} in the dark: {line}" for line in _violations(axe, stop.person, CONTRAST)]
        stop.person.page.emulate_media(color_scheme="light")
    assert found == []


@in_two_ways
def test_no_page_scrolls_sideways(stops: list[Stop]) -> None:
    found = []
    for stop in stops:
        stop.arrive()
        page = stop.person.page
        before = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHTS[375]})
            needed = page.evaluate("document.scrollingElement.scrollWidth")
            if needed > width:
                found.append(f"{stop.path} needs {needed} of {width} pixels: {page.evaluate(_WIDEST)}")
        page.set_viewport_size(before)
    assert found == []


@in_two_ways
def test_no_page_asks_another_origin(stops: list[Stop], site: Any) -> None:
    asked: list[str] = []
    for person in {stop.person for stop in stops}:
        person.page.on("request", lambda request: asked.append(request.url))
    for stop in stops:
        stop.arrive()
    assert len(asked) > len(stops)
    assert [url for url in asked if not url.startswith(f"{site.url}/")] == []


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
    visitor.finds("header a.self")


def _violations(axe: Axe, person: Person, options: dict[str, Any]) -> list[str]:
    answer = axe.run(person.page, options={**options, "resultTypes": ["violations"]}).response
    return [
        f"{violation['id']} at {node['target']}: {node['failureSummary']}"
        for violation in answer["violations"]
        for node in violation["nodes"]
    ]


_WIDEST = """() => [...document.querySelectorAll("main *, header *, footer *")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => element.tagName + "." + element.className).slice(0, 3).join(", ")"""
