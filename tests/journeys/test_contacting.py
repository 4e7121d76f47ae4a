"""Two members get in contact without addresses, write to each other, and one of them has enough. No script runs."""

import pytest

from tests.journeys.conftest import Come, with_equipment
from tests.journeys.deeds import sign_up
from tests.journeys.people import Equipment, Person

WORDS = {
    "en": ("We met at the choir.", "Shall we sing on Friday?", "I said too much.", "Why do you not answer?"),
    "ko": ("합창단에서 만났지요.", "금요일에 함께 노래할까요?", "말이 너무 많았네요.", "왜 답이 없으세요?"),
}
without_script = pytest.mark.parametrize(
    "equipment",
    with_equipment(Equipment("en", script=False, width=375), Equipment("ko", script=False, width=1280)),
    indirect=True,
    scope="session",
)


def ask(asker: Person, asked: Person, words: str) -> None:
    """Go to somebody's page, and ask them from there."""
    asker.visit(f"/members/{asked.account.handle}")
    asker.follow(f"/members/{asked.account.handle}/contact")
    asker.press(status=422)
    asker.finds('.error-summary a[href="#words"]')
    asker.fill(words=words)
    asker.press()
    asker.is_told()
    asker.sees(words)


def write(author: Person, words: str) -> None:
    """Write a message on the page of the conversation."""
    author.fill(words=words)
    author.press(talk_of(author))
    author.sees(words)


def talk_of(person: Person) -> str:
    """The address of the conversation that somebody is looking at."""
    path = person.page.url.split("#")[0].split("?")[0]
    return path[path.index("/contacts/") :]


@without_script
def test_asking_accepting_writing_and_blocking(come: Come) -> None:
    asker, asked = come(), come()
    for person in (asker, asked):
        sign_up(person)
    first, second, third, last = WORDS[asker.language]
    ask(asker, asked, first)

    asked.open_mail(asked.account.email, about="/contacts")
    asked.does_not_see(first, asker.account.name, asker.account.handle)
    asked.follow_mail("/contacts")
    asked.finds("header .waits")
    asked.sees(first, asker.account.name)
    asked.press("/accept", beside=first)
    asked.is_told()
    write(asked, second)

    asker.visit("/contacts")
    asker.press("/seen", beside=asked.account.name)  # what is new is opened by a button
    asker.sees(first, second)
    asker.misses("header .waits")
    write(asker, third)
    asker.press("/delete", beside=third)
    asker.is_told()
    asker.does_not_see(third)
    asked.visit(talk_of(asker))
    asked.does_not_see(third)

    asked.follow(f"/members/{asker.account.handle}/block")
    asked.press()
    asked.is_at("/settings/blocked")
    asked.sees(asker.account.handle)
    asker.fill(words=last)  # the page was still open
    asker.press(talk_of(asker), status=422)
    assert asker.main.locator("textarea").input_value() == last
    asker.visit(f"/members/{asked.account.handle}", status=404)
