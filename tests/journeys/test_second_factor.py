"""A member protects their account with an authenticator app, and gets in on the day on which the phone is lost."""

import pytest

from tests.journeys.conftest import Come, with_equipment
from tests.journeys.deeds import PASSWORD, log_in, log_out, remove_app, set_up_app, sign_up
from tests.journeys.people import Equipment, Person

WITH_AND_WITHOUT_SCRIPT = with_equipment(
    Equipment("en", script=True, width=1280), Equipment("ko", script=False, width=375)
)


def give_password(member: Person) -> None:
    """Take the first step of logging in."""
    member.visit("/login")
    member.fill(email=member.account.email, password=PASSWORD)
    member.press()
    member.is_at("/login/second-step")


@pytest.mark.parametrize("equipment", WITH_AND_WITHOUT_SCRIPT, indirect=True, scope="session")
def test_an_app_recovery_codes_and_doing_without_them(come: Come) -> None:
    member = come()
    sign_up(member)
    member.visit("/settings/security")
    member.follow("/settings/security/second-factor")
    codes = set_up_app(member)
    member.is_at("/settings/security")
    member.open_mail(member.account.email, about="/settings/security")

    log_out(member)
    log_in(member)
    member.finds("header a.self")
    log_out(member)
    give_password(member)
    member.fill(recovery_code=codes[0].lower().replace("-", " "))
    member.press()
    member.is_told("warning")

    log_out(member)
    give_password(member)
    member.fill(recovery_code=codes[0])  # used already
    member.press(status=422)
    member.finds(".error-summary")
    member.fill(recovery_code=codes[1])
    member.press()
    member.is_told("warning")
    remove_app(member)
    log_out(member)
    log_in(member)  # with the password alone
    member.finds("header a.self")
