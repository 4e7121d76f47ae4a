"""A visitor becomes a member."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import TWO_EQUIPMENTS, Come
from tests.journeys.deeds import PASSWORD, WORDS, log_out, new_address, new_name, sign_up


def test_signing_up_and_the_first_steps(come: Come) -> None:
    newcomer = come()
    name, email = new_name(newcomer), new_address()
    newcomer.visit("/")
    newcomer.follow("/signup")
    newcomer.fill(display_name=name, email="nobody", password="short")
    newcomer.press(status=422)
    for field in ("email", "password"):
        newcomer.finds(f'.error-summary a[href="#{field}"]')
        newcomer.finds(f"#{field}-error")
    expect(newcomer.main.locator('[name="display_name"]')).to_have_value(name)
    newcomer.fill(email=email, password=PASSWORD)
    newcomer.press()
    newcomer.is_at("/signup/sent")
    newcomer.follow("/_mailbox")
    newcomer.open_mail(email, about="/confirm/")
    newcomer.finds(f'main article a[href^="/{newcomer.language}/confirm/"]')

    newcomer.follow_mail("/confirm/")
    newcomer.misses("header a.self")  # opening the link alone has changed nothing
    newcomer.sees(name)
    newcomer.press()
    newcomer.is_told()
    newcomer.is_at("/settings/profile")
    expect(newcomer.page.locator("header a.self")).to_have_text(name)
    newcomer.finds('main [aria-current="step"] a[href$="/settings/profile"]')

    newcomer.fill(profession=WORDS[newcomer.language]["pledge"])
    newcomer.press()
    newcomer.is_at("/endorse")
    newcomer.misses('main [name="email"]')
    newcomer.fill(shown="counted", commitments=["7"])
    newcomer.press()
    newcomer.is_at("/endorsements/mine")
    newcomer.finds('main [aria-current="step"] a[href$="/groups"]')
    newcomer.follow("/groups")
    newcomer.is_at("/groups")


@pytest.mark.parametrize("equipment", TWO_EQUIPMENTS, indirect=True, scope="session")
def test_logging_out_and_in_and_choosing_a_new_password(come: Come) -> None:
    member, elsewhere = come(), come(script=False)
    sign_up(member)
    email = member.account.email
    log_out(member)
    member.visit("/settings/profile")
    assert "/login?next=" in member.page.url  # led to log in, and back afterwards
    member.fill(email=email, password="wrong all along")
    member.press(status=422)
    member.finds(".error-summary")
    member.fill(email=email, password=PASSWORD)
    member.press()
    member.is_at("/settings/profile")

    elsewhere.visit("/login")
    elsewhere.follow("/password/forgot")
    elsewhere.fill(email=email)
    elsewhere.press()
    elsewhere.open_mail(email, about="/password/reset/")
    elsewhere.follow_mail("/password/reset/")
    elsewhere.fill(password=PASSWORD + " and the sea")
    elsewhere.press()
    elsewhere.is_at("/login")
    elsewhere.fill(email=email, password=PASSWORD + " and the sea")
    elsewhere.press()
    elsewhere.finds("header a.self")

    member.visit("/login")  # every session from before has ended
    member.fill(email=email, password=PASSWORD)
    member.press(status=422)
