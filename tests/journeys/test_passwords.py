"""What helps while typing a password, where scripts run; and that nothing is missing where they do not."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import TWO_EQUIPMENTS, Come
from tests.journeys.deeds import PASSWORD, new_address, new_name


@pytest.mark.parametrize("equipment", TWO_EQUIPMENTS, indirect=True, scope="session")
def test_a_password_can_be_pasted_and_read_and_the_meter_follows(come: Come) -> None:
    newcomer = come()
    newcomer.context.grant_permissions(["clipboard-read", "clipboard-write"])
    newcomer.visit("/signup")
    field, button = newcomer.main.locator('[name="password"]'), newcomer.main.locator("[data-reveal]")
    meter, words = newcomer.main.locator(".strength meter"), newcomer.main.locator(".strength [aria-live]")
    expect(meter).to_be_hidden()
    newcomer.page.evaluate("text => navigator.clipboard.writeText(text)", PASSWORD)
    field.focus()
    newcomer.page.keyboard.press("Control+v")
    expect(field).to_have_value(PASSWORD)
    expect(meter).to_be_visible()
    rated, said = [], []
    for password in ("short", "a" * 40, "tidal wave", PASSWORD, "바람이 부는 언덕 위에"):
        field.fill(password)
        rated.append(meter.evaluate("meter => meter.value"))
        said.append(words.inner_text())
    assert rated == [0, 1, 1, 4, 4]
    assert len(set(said)) == 3

    show = button.inner_text()
    button.click()
    expect(field).to_have_attribute("type", "text")
    assert button.inner_text() != show
    button.click()
    expect(field).to_have_attribute("type", "password")
    button.click()
    newcomer.fill(display_name=new_name(newcomer), email=new_address(), password=PASSWORD)
    newcomer.press()
    newcomer.is_at("/signup/sent")


@pytest.mark.parametrize("equipment", TWO_EQUIPMENTS, indirect=True, scope="session")
def test_without_scripts_there_is_nothing_that_does_not_work(come: Come) -> None:
    newcomer = come(script=False)
    newcomer.visit("/signup")
    expect(newcomer.main.locator("[data-reveal]")).to_be_hidden()
    expect(newcomer.main.locator(".strength")).to_be_hidden()
    expect(newcomer.main.locator("#password-hint")).to_be_visible()
    newcomer.fill(display_name=new_name(newcomer), email=new_address(), password="qwertyuiop")
    newcomer.press(status=422)
    newcomer.finds("#password-error")
