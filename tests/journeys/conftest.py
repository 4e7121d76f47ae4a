"""A real browser against the real site: one site and one browser for each worker of the run.

Four people stay for a whole story: a host who coordinates groups, an administrator at the desk, a guest, and a
neighbour who reads the other language. Each test leaves them as it found them. Visitors come and go.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, StorageState, sync_playwright

from tests.conftest import ON_POSTGRESQL, new_database_url
from tests.journeys.deeds import (
    OTHER,
    PASSWORD,
    confirm_address,
    found_group,
    log_in,
    new_address,
    new_name,
    remember_account,
    set_up_app,
    sign_up,
)
from tests.journeys.people import Account, Equipment, Person
from tests.journeys.running import RunningSite
from tests.servers import find_chromium

LAUNCH = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
PICTURES = Path(__file__).parent / "pictures"

Come = Callable[..., Person]
Cast = dict[str, Person]
_failed = pytest.StashKey[bool]()


def with_equipment(*equipments: Equipment) -> list[Any]:
    """Parameters for the fixture `equipment`; by the language in its name, a worker is found for it."""
    return [
        pytest.param(
            equipment,
            id=f"{equipment.language}-{'script' if equipment.script else 'plain'}-{equipment.width}",
        )
        for equipment in equipments
    ]


_DESKTOP, _PHONE = 1280, 375
# Each language with and without scripts and on each width, and scripts on each width: four do as well as all eight.
# What differs between them happens in the browser: for the second database the two ends are enough.
EVERY_EQUIPMENT = with_equipment(
    Equipment("en", script=True, width=_DESKTOP),
    *(
        [Equipment("ko", script=False, width=_PHONE)]
        if ON_POSTGRESQL
        else [
            Equipment("ko", script=False, width=_DESKTOP),
            Equipment("ko", script=True, width=_PHONE),
            Equipment("en", script=False, width=_PHONE),
        ]
    ),
)
# For what differs little between them.
TWO_EQUIPMENTS = with_equipment(Equipment("en", script=True, width=1280), Equipment("ko", script=True, width=375))


@dataclass(frozen=True)
class Groups:
    """One group of each kind, by the last part of its address."""

    open: str
    asking: str
    closed: str


@pytest.fixture(autouse=True)
def app() -> None:
    """No application in this process: the site runs as its users run it."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """The site on a fresh instance and an empty database; it must end cleanly when it is asked to."""
    folder = tmp_path_factory.mktemp("site")
    # On a server pages are kept for as long as a second, and nobody in these stories waits for a second to pass.
    settings = {"COMMUNITY_LIMITS": "off"} | ({"COMMUNITY_CACHE_URL": "off"} if ON_POSTGRESQL else {})
    site = RunningSite(folder, new_database_url(folder), **settings)
    site.start()
    yield site
    assert site.end() == 0
    assert "Traceback" not in site.said()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The installed Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH.split())
        yield browser
        browser.close()


@pytest.fixture(scope="session", params=EVERY_EQUIPMENT)
def equipment(request: pytest.FixtureRequest) -> Equipment:
    """Each language, with and without script, on a phone and on a desk."""
    found: Equipment = request.param
    return found


@pytest.fixture
def come(request: pytest.FixtureRequest, browser: Browser, site: RunningSite, equipment: Equipment) -> Iterator[Come]:
    """Let a visitor come, with a browser of their own."""
    people: list[Person] = []

    def sit_down(**other: Any) -> Person:
        people.append(Person(browser, site, replace(equipment, **other)))
        return people[-1]

    with _watching(request, people):
        yield sit_down
    for person in people:
        person.context.close()


@pytest.fixture(scope="session")
def administrator(browser: Browser, site: RunningSite) -> Account:
    """Who opened the link that the first start printed, at first without an account."""
    person = Person(browser, site, Equipment())
    name, email = new_name(person), new_address()
    person.visit(site.administrator_link())
    person.misses('main form[method="post"]')
    with person.page.expect_navigation():
        person.main.locator('a[href*="/signup?next="]').click()
    person.fill(display_name=name, email=email, password=PASSWORD)
    person.press()
    confirm_address(person, email)
    assert person.page.url == site.administrator_link()
    person.press()
    person.is_at("/settings/security/second-factor")  # no rights without it
    person.visit("/settings/profile")
    remember_account(person, name, email)
    person.visit("/admin")
    set_up_app(person)
    person.is_at("/admin")
    person.context.close()
    return person.account


@pytest.fixture(scope="session")
def known() -> dict[tuple[str, str], tuple[Account, StorageState]]:
    """Who has signed up for an earlier story in the same language: account and cookies."""
    return {}


@pytest.fixture(scope="session")
def cast(
    browser: Browser, site: RunningSite, equipment: Equipment, administrator: Account, known: dict[Any, Any]
) -> Iterator[Cast]:
    """Those who stay for a whole story, each logged in."""
    people = {}
    for name in ("host", "desk", "guest", "neighbour"):
        account, cookies = known.get((equipment.language, name), (None, None))
        person = people[name] = Person(browser, site, equipment, cookies)
        if name == "neighbour":
            person.language = OTHER[equipment.language]
        if account:
            person.account = account
        elif name == "desk":
            person.account = administrator
            log_in(person)
        else:
            sign_up(person)
        if name == "host" and not person.account.app:
            person.visit("/settings/security/second-factor")
            set_up_app(person)
    yield people
    for name, person in people.items():
        known[equipment.language, name] = person.account, person.context.storage_state()
        person.context.close()


@pytest.fixture
def host(request: pytest.FixtureRequest, cast: Cast) -> Iterator[Person]:
    """Who coordinates the groups."""
    with _watching(request, [cast["host"]]):
        yield cast["host"]


@pytest.fixture
def desk(request: pytest.FixtureRequest, cast: Cast) -> Iterator[Person]:
    """The administrator."""
    with _watching(request, [cast["desk"]]):
        yield cast["desk"]


@pytest.fixture
def guest(request: pytest.FixtureRequest, cast: Cast) -> Iterator[Person]:
    """A member who is in no group."""
    with _watching(request, [cast["guest"]]):
        yield cast["guest"]


@pytest.fixture
def neighbour(request: pytest.FixtureRequest, cast: Cast) -> Iterator[Person]:
    """A member who is in no group either, and reads the other language."""
    with _watching(request, [cast["neighbour"]]):
        yield cast["neighbour"]


@pytest.fixture(scope="session")
def groups(cast: Cast) -> Groups:
    """An open group, one that asks questions, and one by invitation, hidden from everybody outside."""
    desk, coordinator = cast["desk"], cast["host"].account
    questions = {"questions_en": "Why do you want to read?\nWhen?", "questions_ko": "왜 읽고 싶으세요?\n언제요?"}
    return Groups(
        open=found_group(desk, coordinator),
        asking=found_group(desk, coordinator, join_policy="on_request", **questions),
        closed=found_group(desk, coordinator, join_policy="by_invitation", visibility="hidden"),
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Remember what failed, so that a picture is taken of it."""
    report = yield
    if report.failed:
        item.stash[_failed] = True
    return report


@contextmanager
def _watching(request: pytest.FixtureRequest, people: list[Person]) -> Iterator[None]:
    """Nobody's browser may have had anything to complain about; what a failure looks like is kept."""
    yield
    if request.node.stash.get(_failed, False):
        PICTURES.mkdir(exist_ok=True)
        for number, person in enumerate(people, 1):
            name = f"{request.node.name}-{request.fixturename}-{number}.png"
            person.page.screenshot(path=PICTURES / name.replace("/", "-"), full_page=True)
    complaints = [line for person in people for line in person.complaints]
    for person in people:
        person.complaints.clear()
    assert complaints == []
