"""A group gets something done: it talks, decides, shares out the work, meets, and everybody hears of it."""

import time
from datetime import timedelta

from playwright.sync_api import Locator, expect

from community.db import now
from tests.journeys.conftest import Groups
from tests.journeys.deeds import join, leave
from tests.journeys.people import SECONDS_FOR_MAIL, Person


def look_until_there(person: Person, page: str, thing: Locator) -> None:
    """The worker tells of what was done, and makes it findable, a moment later."""
    deadline = time.monotonic() + SECONDS_FOR_MAIL
    person.visit(page)
    while not thing.count():
        assert time.monotonic() < deadline, f"It does not appear on {page}."
        person.page.wait_for_timeout(100)
        person.visit(page)


def test_talking_and_being_told_of_it(guest: Person, host: Person, groups: Groups) -> None:
    join(guest, groups.open)
    host.visit(f"/groups/{groups.open}/topics")
    host.follow(f"/groups/{groups.open}/topics/new")
    host.fill(title="Which hall? 강당", body="The **small** one, or the large one?")
    host.press()
    host.sees("Which hall? 강당", "The small one")
    topic = host.page.url
    host.page.emulate_media(media="print")  # what is read, and nothing that is to be pressed
    host.sees("The small one")
    for what in (".subnav", ".running", ".post-foot", "#write"):
        expect(host.main.locator(what).first).to_be_hidden()
    host.page.emulate_media(media="screen")

    guest.visit(f"/groups/{groups.open}")
    guest.follow("/" + topic.split("?")[0].rsplit("/", 1)[1])
    guest.fill(body=f"The small one, @{host.account.handle}. 작은 곳이요.")
    guest.press("#write")
    guest.sees("작은 곳이요.")

    # Read notices of this name may stand there from before.
    news = host.main.locator("li", has_text="Which hall?").locator('form[action$="/visit"]')
    look_until_there(host, "/notices", news)
    host.press("/visit", beside="Which hall?")
    host.sees("작은 곳이요.")
    look_until_there(host, "/groups/search?q=강당", host.main.get_by_text("Which hall?"))
    leave(guest, groups.open)
    guest.visit("/groups/search?q=강당")
    guest.does_not_see("Which hall?")
    guest.visit(topic.replace(f"/{host.language}/", f"/{guest.language}/"), status=403)


def test_deciding_sharing_out_and_meeting(guest: Person, host: Person, groups: Groups) -> None:
    join(guest, groups.open)
    host.visit(f"/groups/{groups.open}/decisions/new")
    host.fill(title="Meet on Mondays 월요일", text="Every Monday at seven.")
    host.press()
    guest.visit(f"/groups/{groups.open}/decisions")
    with guest.page.expect_navigation():
        guest.main.get_by_text("Meet on Mondays").click()
    guest.fill(stance="block", reason="I work on Mondays. 월요일에는 일합니다.")
    guest.press("/position")
    guest.is_told()
    host.visit(f"/groups/{groups.open}/decisions")
    with host.page.expect_navigation():
        host.main.get_by_text("Meet on Mondays").click()
    host.sees("월요일에는 일합니다.")
    host.press("/withdraw")

    host.visit(f"/groups/{groups.open}/tasks/new")
    host.fill(title="Ask for the hall 강당 알아보기", assignee=guest.account.handle)
    host.press()
    guest.visit(f"/groups/{groups.open}/tasks")
    with guest.page.expect_navigation():
        guest.main.get_by_text("강당 알아보기").click()
    with guest.page.expect_navigation():
        guest.main.locator('form[action$="/state"]:has([value="done"]) button').click()
    guest.is_told()

    host.visit(f"/groups/{groups.open}/meetings/new")
    host.fill(title="In the small hall 작은 강당", day=(now() + timedelta(days=3)).date().isoformat(), time="18:30")
    host.press()
    guest.visit(f"/groups/{groups.open}/meetings")
    with guest.page.expect_navigation():
        guest.main.get_by_text("작은 강당").first.click()
    guest.fill(answer="yes")
    guest.press("/attend")
    guest.is_told()
    leave(guest, groups.open)
