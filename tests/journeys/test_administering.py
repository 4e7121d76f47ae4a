"""The administrator makes groups, gives and takes rights, keeps people safe, and can show what was done."""

import secrets

from tests.journeys.conftest import Groups
from tests.journeys.deeds import PASSWORD, log_in, log_out, remove_app, set_up_app
from tests.journeys.people import Person
from tests.journeys.running import RunningSite


def test_the_printed_link_works_once(guest: Person, site: RunningSite) -> None:
    guest.visit(site.administrator_link(), status=409)
    guest.visit("/admin", status=403)


def test_a_new_group_has_the_coordinator_that_it_was_given(host: Person, groups: Groups) -> None:
    host.open_mail(host.account.email, about=f"/groups/{groups.closed}")
    host.follow_mail(f"/groups/{groups.closed}")
    host.follow(f"/groups/{groups.closed}/edit")


def test_making_somebody_a_moderator(guest: Person, desk: Person) -> None:
    desk.visit("/admin")
    desk.follow("/admin/members")
    search = desk.main.locator('[name="q"]')
    search.fill(guest.account.handle)
    with desk.page.expect_navigation():
        search.press("Enter")
    desk.follow(f"/admin/members/{guest.account.handle}")
    desk.fill(role="moderator")
    desk.press("/role")
    desk.is_told()

    guest.visit("/")
    guest.follow("/admin")
    guest.is_at("/settings/security/second-factor")  # nothing of it without a second factor
    set_up_app(guest)
    guest.is_at("/admin")
    guest.follow("/admin/audit")
    guest.visit("/admin/groups/new", status=403)
    desk.fill(role="member")
    desk.press("/role")
    guest.visit("/admin", status=403)
    log_out(guest)
    log_in(guest)  # with a code after the password
    remove_app(guest)


def test_suspending_and_restoring_a_member(neighbour: Person, desk: Person) -> None:
    account = neighbour.account
    reason = f"Spam, 광고 {secrets.token_hex(4)}"
    desk.visit(f"/admin/members/{account.handle}")
    desk.press("/suspend", status=422)  # nobody is suspended without a reason
    desk.fill("/suspend", reason=reason)
    desk.press("/suspend")
    desk.is_told()
    desk.sees(reason)

    neighbour.visit("/login")  # the session has ended
    neighbour.fill(email=account.email, password=PASSWORD)
    neighbour.press(status=422)
    neighbour.open_mail(account.email, saying=reason)

    desk.press("/restore")
    desk.is_told()
    log_in(neighbour)
    neighbour.finds("header a.self")
    desk.follow("/admin/members")
    desk.follow("/admin/audit")
    desk.sees(reason)
