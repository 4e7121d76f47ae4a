"""A member finds a group, comes in by each of the three ways, and goes."""

from tests.journeys.conftest import Come, Groups
from tests.journeys.deeds import ask_to_join, invite, leave
from tests.journeys.people import Person


def test_joining_an_open_group_and_leaving_it(guest: Person, groups: Groups) -> None:
    guest.visit("/groups")
    guest.follow("/groups?commitment=7")
    guest.follow(f"/groups/{groups.open}")
    guest.press(f"/groups/{groups.open}/join")
    guest.is_told()
    guest.is_at(f"/groups/{groups.open}")
    guest.visit("/groups/mine")
    guest.follow(f"/groups/{groups.open}")
    guest.press(f"/groups/{groups.open}/leave")
    guest.finds(f'main form[action$="/groups/{groups.open}/join"]')
    guest.visit(f"/groups/{groups.open}/members", status=403)


def test_asking_to_join_and_taking_it_back(guest: Person, groups: Groups) -> None:
    guest.visit(f"/groups/{groups.asking}")
    guest.follow(f"/groups/{groups.asking}/join")
    guest.fill(answer_1="Because.")
    guest.press(status=422)
    guest.finds('.error-summary a[href="#answer_2"]')
    guest.fill(answer_2="내일")
    guest.press()
    guest.is_at(f"/groups/{groups.asking}")
    guest.finds("main .notice-info")
    guest.press(f"/groups/{groups.asking}/request/cancel")
    ask_to_join(guest, groups.asking, "Once more.", "Soon")  # taking it back shuts no door
    guest.press(f"/groups/{groups.asking}/request/cancel")


def test_coming_in_by_an_invitation(come: Come, guest: Person, neighbour: Person, host: Person, groups: Groups) -> None:
    guest.visit(f"/groups/{groups.closed}", status=404)  # hidden, so it is not there
    link = invite(host, groups.closed)
    visitor = come()
    visitor.visit(link)
    visitor.misses('main form[method="post"]')
    visitor.finds('main a[href*="/signup?next="]')

    guest.visit(link)
    guest.press("/accept")
    guest.is_at(f"/groups/{groups.closed}")
    guest.is_told()
    neighbour.visit(link, status=409)  # it was for one
    leave(guest, groups.closed)
    guest.is_at("/groups")
