"""Leaving quickly and without a trace, with and without script, and being seen by nobody."""

import time

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.conftest import Come, with_equipment
from tests.journeys.deeds import sign_up
from tests.journeys.people import Equipment, Person

ELSEWHERE = {"en": "https://www.bbc.com/weather", "ko": "https://www.weather.go.kr/"}
SECONDS_TO_END = 10
DEFAULT = "https://www.wikipedia.org/"
FOUR_EQUIPMENTS = with_equipment(
    Equipment("en", script=True, width=1280),
    Equipment("en", script=False, width=375),
    Equipment("ko", script=True, width=375),
    Equipment("ko", script=False, width=1280),
)

in_four_ways = pytest.mark.parametrize("equipment", FOUR_EQUIPMENTS, indirect=True, scope="session")
in_two_ways = pytest.mark.parametrize("equipment", FOUR_EQUIPMENTS[1:3], indirect=True, scope="session")
with_script = pytest.mark.parametrize("equipment", FOUR_EQUIPMENTS[:1], indirect=True, scope="session")


def watch_the_way_out(person: Person) -> list[dict[str, str]]:
    """Answer for the pages elsewhere; gives the headers with which they are asked."""
    asked: list[dict[str, str]] = []

    def answer(route: Route) -> None:
        asked.append(route.request.all_headers())
        route.fulfill(status=200, content_type="text/html", body="<title>Weather</title><h1>Sunny</h1>")

    for address in (DEFAULT, *ELSEWHERE.values()):
        person.context.route(f"{address}**", answer)
    return asked


def arrives_elsewhere(person: Person, address: str) -> None:
    """Wait for the page elsewhere; that it was asked for is no fault."""
    person.page.wait_for_url(address)
    expect(person.page.locator("h1")).to_have_text("Sunny")
    person.complaints[:] = [line for line in person.complaints if f"asked for {address}" not in line]


def is_logged_in(person: Person) -> bool:
    answer = person.context.request.get(person.address("/settings/privacy"), max_redirects=0)
    return answer.status == 200


def is_logged_out_soon(person: Person) -> None:
    """With script, the session is ended behind the back of whoever is away already."""
    deadline = time.monotonic() + SECONDS_TO_END
    while is_logged_in(person):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def nothing_is_left_soon(person: Person) -> None:
    """Nothing is asked meanwhile: an answer that is under way could bring a cookie after all had been cleared."""
    deadline = time.monotonic() + SECONDS_TO_END
    while person.context.cookies():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def choose_to_be_logged_out(person: Person) -> None:
    person.visit("/settings/privacy")
    person.fill(exit_to="weather", exit_ends_session=True)
    person.press()
    person.is_told()


@in_two_ways
def test_a_visitor_leaves(come: Come) -> None:
    visitor = come()
    asked = watch_the_way_out(visitor)
    visitor.visit("/declaration")
    visitor.page.locator("[data-exit]").click()
    arrives_elsewhere(visitor, DEFAULT)
    assert "referer" not in asked[-1]


@in_four_ways
def test_a_member_leaves_is_logged_out_and_leaves_nothing_behind(come: Come) -> None:
    member = come()
    sign_up(member)
    asked = watch_the_way_out(member)
    choose_to_be_logged_out(member)
    member.visit("/settings/profile")
    assert is_logged_in(member)
    brought = member.context.cookies()
    member.page.locator("[data-exit]").click()
    arrives_elsewhere(member, ELSEWHERE[member.language])
    assert "referer" not in asked[-1]
    nothing_is_left_soon(member)
    member.context.add_cookies(brought)  # as who kept them: they are worth nothing any more
    assert not is_logged_in(member)
    for _ in range(3):
        member.page.go_back()
        assert member.account.name not in member.page.content()
        assert member.account.email not in member.page.content()


@with_script
def test_three_times_escape_leaves_too(come: Come) -> None:
    member = come()
    sign_up(member)
    watch_the_way_out(member)
    choose_to_be_logged_out(member)
    for _ in range(3):
        member.page.keyboard.press("Escape")
    arrives_elsewhere(member, ELSEWHERE[member.language])
    is_logged_out_soon(member)


@with_script
def test_where_scripts_run_the_page_that_was_left_is_not_in_the_history(come: Come) -> None:
    visitor = come()
    watch_the_way_out(visitor)
    visitor.visit("/declaration")
    visitor.visit("/endorsements")
    visitor.page.locator("[data-exit]").click()
    arrives_elsewhere(visitor, DEFAULT)
    visitor.page.go_back()
    visitor.is_at("/declaration")


@with_script
def test_a_browser_that_cannot_send_on_its_own_takes_the_way_without_script(come: Come) -> None:
    member = come()
    sign_up(member)
    watch_the_way_out(member)
    choose_to_be_logged_out(member)
    member.page.evaluate("navigator.sendBeacon = undefined")
    member.page.locator("[data-exit]").click()
    arrives_elsewhere(member, ELSEWHERE[member.language])
    is_logged_out_soon(member)


@in_two_ways
def test_hiding_takes_one_press(come: Come) -> None:
    member, other = come(), come()
    sign_up(member)
    sign_up(other)
    page = f"/members/{member.account.handle}"
    other.visit(page)
    member.follow("/settings/privacy#hide")
    member.press("/settings/privacy/hide")
    member.is_told()
    other.visit(page, status=404)
    member.visit(page)
