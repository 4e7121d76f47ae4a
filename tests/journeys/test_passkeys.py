"""Passkeys in a real browser, with the virtual devices of its WebAuthn protocol.

The site tells its users a numeric address, where no browser gives passkeys; so this is also the story of being led to
the name of the same machine.
"""

import copy
import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Route

from community.accounts.models import MemberSession
from community.db import now
from tests.journeys.conftest import TWO_EQUIPMENTS, Come
from tests.journeys.deeds import log_in, log_out, sign_up
from tests.journeys.people import Equipment, Person
from tests.journeys.running import RunningSite

ADD, SECURITY, LOGIN = "/settings/security/passkeys/add", "/settings/security", "/login/passkey"
# Browsers of before 2025 have none of these.
FORGET_JSON = """
    delete PublicKeyCredential.parseCreationOptionsFromJSON;
    delete PublicKeyCredential.parseRequestOptionsFromJSON;
    delete PublicKeyCredential.prototype.toJSON;
"""
# What a false page does with the question that it was given by the true one.
ASK = """async (question) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(question));
    return JSON.stringify(await navigator.credentials.get({ publicKey }));
}"""
FALSE_PORT = 9


class Devices:
    """What lies on the table of somebody who has passkeys."""

    def __init__(self, person: Person) -> None:
        self._protocol = person.context.new_cdp_session(person.page)
        self._protocol.send("WebAuthn.enable", {"enableUI": False})

    def take(self, transport: str = "internal") -> str:
        """Take out a device; returns its name for the protocol."""
        options = {
            "protocol": "ctap2",
            "transport": transport,
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self._protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return str(made["authenticatorId"])

    def know_owner(self, device: str, known: bool) -> None:
        """Let the device recognise its owner's finger, or not."""
        self._protocol.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": known})

    def put_away(self, device: str) -> None:
        """Put a device away, with all its keys."""
        self._protocol.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})


@pytest.fixture
def sit_down_at_the_name(browser: Browser, site: RunningSite, equipment: Equipment) -> Iterator[Callable[[], Person]]:
    """Let somebody come to the site at http://localhost, with a browser of their own."""
    named = copy.copy(site)
    named.url = f"http://localhost:{site.port}"
    people: list[Person] = []

    def sit_down() -> Person:
        people.append(Person(browser, named, equipment))
        return people[-1]

    yield sit_down
    for person in people:
        complaints = person.complaints
        person.context.close()
        assert complaints == []


def come_with_account(come: Come, sit_down: Callable[[], Person]) -> Person:
    """Somebody who signed up as the site told them to, and is at the address where passkeys work."""
    newcomer, person = come(), sit_down()
    sign_up(newcomer)
    newcomer.visit(ADD)
    newcomer.finds('[data-says="address"]')
    newcomer.misses("form[data-passkey] button:visible")
    there = newcomer.main.locator('[data-says="address"] a').get_attribute("href")
    assert there == person.address(ADD)
    person.account = newcomer.account
    log_in(person)
    person.finds("header a.self")
    return person


def add(person: Person, name: str) -> None:
    """Add a passkey from the page for it."""
    person.visit(ADD)
    person.fill(name=name)
    person.press()


def grow_old(site: RunningSite) -> None:
    """Let everybody's last proof be eleven minutes ago."""
    engine = sa.create_engine(site.database_url)
    with engine.begin() as connection:
        connection.execute(sa.update(MemberSession).values(proved_at=now() - timedelta(minutes=11)))
    engine.dispose()


def fails_to_log_in(person: Person) -> None:
    """Check that the passkey is asked for and does not open."""
    person.visit(LOGIN)
    person.press(status=422)
    person.finds(".error-summary")


@pytest.mark.parametrize("equipment", TWO_EQUIPMENTS, indirect=True, scope="session")
def test_two_passkeys_are_added_used_and_removed(
    come: Come, sit_down_at_the_name: Callable[[], Person], site: RunningSite, equipment: Equipment
) -> None:
    person = come_with_account(come, sit_down_at_the_name)
    if equipment.language == "ko":
        person.context.add_init_script(FORGET_JSON)
    devices = Devices(person)
    phone = devices.take()

    add(person, "Phone")
    person.misses("form[data-passkey]")  # the recovery codes, this once
    add_again = person.address(ADD)
    person.visit(add_again)
    person.main.locator("form[data-passkey] button").click()
    person.finds('[data-says="known"]')

    devices.put_away(phone)
    devices.take("usb")
    add(person, "Stick")
    person.is_at(SECURITY)
    person.sees("Phone", "Stick")
    person.follow_beside("Stick", "/rename")
    person.fill(name="Key on a string")
    person.press()
    person.is_at(SECURITY)
    person.sees("Key on a string")

    log_out(person)
    person.visit("/login")
    person.main.locator('[name="remember"]').first.check()
    person.press("/login/passkey")
    person.finds("header a.self")

    grow_old(site)
    person.page.goto(person.address(ADD))
    assert "/prove?next=" in person.page.url
    with person.page.expect_navigation():
        person.main.locator("form[data-passkey] button").click()
    person.is_at(ADD)

    person.visit(SECURITY)
    grow_old(site)
    row = person.main.locator("li").filter(has_text="Phone")
    row.locator("summary").click()
    with person.page.expect_navigation():
        row.locator('form[action$="/remove"] button').click()
    assert "/prove?next=" in person.page.url  # the button that was pressed is pressed again afterwards
    with person.page.expect_navigation():
        person.main.locator("form[data-passkey] button").click()
    person.is_at(SECURITY)
    person.is_told()
    person.does_not_see("Phone")
    person.press("/remove", beside="Key on a string")
    person.does_not_see("Key on a string")
    log_out(person)
    fails_to_log_in(person)
    log_in(person)  # the password opens as before
    person.finds("header a.self")


@pytest.mark.parametrize("equipment", TWO_EQUIPMENTS, indirect=True, scope="session")
def test_a_passkey_opens_to_its_owner_on_this_site_once(come: Come, sit_down_at_the_name: Callable[[], Person]) -> None:
    person = come_with_account(come, sit_down_at_the_name)
    devices = Devices(person)
    phone = devices.take()
    add(person, "Phone")
    log_out(person)

    # A device that does not recognise its owner says nothing; made to speak, it is not believed.
    devices.know_owner(phone, known=False)
    person.visit(LOGIN)
    person.main.locator("form[data-passkey] button").click()
    person.finds('[data-says="failed"]')
    person.visit(LOGIN)
    person.page.evaluate("""() => {
        const form = document.querySelector("form[data-passkey]");
        const question = JSON.parse(form.dataset.question);
        form.dataset.question = JSON.stringify({ ...question, userVerification: "discouraged" });
    }""")
    person.press(status=422)
    person.finds(".error-summary")
    devices.know_owner(phone, known=True)

    # A false page hands on the true page's question, and the answer to the true page.
    person.visit(LOGIN)
    form = person.main.locator("form[data-passkey]")
    question, true_page = form.get_attribute("data-question"), person.page.url
    answer = ask_on_false_page(person, str(question))
    assert json.loads(answer)["response"]["signature"]
    person.page.goto(true_page)
    hand_in(person, answer)
    person.finds(".error-summary")

    # An answer that was given once opens nothing a second time; the first time it does, which shows what it is worth.
    person.visit(LOGIN)
    answer = person.page.evaluate(ASK, form.get_attribute("data-question"))
    hand_in(person, answer)
    person.finds("header a.self")
    log_out(person)
    person.visit(LOGIN)
    hand_in(person, answer)
    person.finds(".error-summary")
    person.press()
    person.finds("header a.self")


def ask_on_false_page(person: Person, question: str) -> str:
    """What the device says when a page of the same machine but another port asks it."""
    false_page = f"http://localhost:{FALSE_PORT}/"

    def lie(route: Route) -> None:
        route.fulfill(body="<!doctype html><title>Ripples</title>", content_type="text/html")

    person.page.route(f"{false_page}**", lie)
    person.page.goto(false_page)
    answer = person.page.evaluate(ASK, question)
    person.complaints.clear()  # of having been elsewhere
    return str(answer)


def hand_in(person: Person, answer: str) -> None:
    """Send an answer as the script of the page would."""
    with person.page.expect_navigation():
        person.page.evaluate(
            """(answer) => {
                const form = document.querySelector("form[data-passkey]");
                form.elements.credential.value = answer;
                form.submit();
            }""",
            answer,
        )
