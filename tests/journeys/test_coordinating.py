"""A coordinator decides who comes in, who helps and who goes, and tells the group something.

The neighbour reads another language than the coordinator, in mails too.
"""

from tests.journeys.conftest import Come, Groups
from tests.journeys.deeds import WORDS, ask_to_join, join, leave, remove_app, set_up_app
from tests.journeys.people import Person


def test_accepting_one_and_declining_another_with_a_reason(
    guest: Person, neighbour: Person, host: Person, groups: Groups
) -> None:
    ask_to_join(guest, groups.asking, "The river, 강", "Mondays")
    ask_to_join(neighbour, groups.asking, "No reason, 그냥", "Never")
    host.open_mail(host.account.email, about=f"/groups/{groups.asking}/requests")
    host.follow_mail("/requests")
    host.sees("The river, 강", "No reason, 그냥", guest.account.handle)
    host.press("/approve", beside=guest.account.handle)
    host.is_told()
    host.does_not_see("The river, 강")
    host.fill(reason="Too early, 아직")
    host.press("/decline", beside=neighbour.account.handle)
    host.is_told()
    host.does_not_see(neighbour.account.handle)

    guest.open_mail(guest.account.email, about=f"/groups/{groups.asking}")
    guest.finds(f'main article a[href^="/{guest.language}/groups/{groups.asking}"]')
    guest.follow_mail(f"/groups/{groups.asking}")
    guest.follow(f"/groups/{groups.asking}/members")
    guest.sees(host.account.handle, guest.account.handle)
    neighbour.open_mail(neighbour.account.email, about="/groups", saying="Too early, 아직")
    neighbour.finds(f'main article a[href^="/{neighbour.language}/groups"]')
    neighbour.visit(f"/groups/{groups.asking}")
    neighbour.sees("Too early, 아직")
    leave(guest, groups.asking)


def test_appointing_and_dismissing_a_coordinator(guest: Person, host: Person, groups: Groups) -> None:
    join(guest, groups.open)
    guest.visit(f"/groups/{groups.open}/edit", status=403)
    host.visit(f"/groups/{groups.open}/members")
    host.press("/dismiss", beside=host.account.handle, status=409)  # the last one stays
    host.visit(f"/groups/{groups.open}")
    host.press(f"/groups/{groups.open}/leave", status=409)

    host.visit(f"/groups/{groups.open}/members")
    host.press("/appoint", beside=guest.account.handle)
    host.is_told()
    guest.open_mail(guest.account.email, about=f"/groups/{groups.open}")
    guest.visit(f"/groups/{groups.open}")
    guest.follow(f"/groups/{groups.open}/edit")
    guest.is_at("/settings/security/second-factor")
    set_up_app(guest)
    guest.is_at(f"/groups/{groups.open}/edit")
    host.press("/dismiss", beside=guest.account.handle)
    guest.visit(f"/groups/{groups.open}/edit", status=403)
    remove_app(guest)
    leave(guest, groups.open)


def test_removing_and_keeping_out(neighbour: Person, host: Person, groups: Groups) -> None:
    handle = neighbour.account.handle
    join(neighbour, groups.open)
    host.visit(f"/groups/{groups.open}/members")
    host.follow_beside(handle, "/remove")
    host.fill(reason="A pause, 쉼")
    host.press()
    host.is_at(f"/groups/{groups.open}/members")
    host.does_not_see(handle)
    neighbour.open_mail(neighbour.account.email, about="/groups", saying="A pause, 쉼")

    join(neighbour, groups.open)  # removed is not banned
    host.visit(f"/groups/{groups.open}/members")
    host.follow_beside(handle, "/ban")
    host.press()
    neighbour.visit(f"/groups/{groups.open}/members", status=403)
    neighbour.visit(f"/groups/{groups.open}")
    neighbour.misses(f'main form[action$="/groups/{groups.open}/join"]')
    host.press("/unban", beside=handle)
    host.does_not_see(handle)
    neighbour.visit(f"/groups/{groups.open}")
    neighbour.finds(f'main form[action$="/groups/{groups.open}/join"]')


def test_announcing_reaches_the_group_alone(come: Come, neighbour: Person, host: Person, groups: Groups) -> None:
    join(neighbour, groups.open)
    host.visit(f"/groups/{groups.open}")
    host.follow(f"/groups/{groups.open}/announcements/new")
    title = f"{WORDS[host.language]['group']} {neighbour.account.handle}"
    host.fill(title=title, body="First line\nSecond line, 둘째 줄", language=host.language)
    host.press()
    host.is_told()

    neighbour.open_mail(neighbour.account.email, about="/announcements/")
    neighbour.sees("Second line, 둘째 줄")
    neighbour.finds(f'main article a[href^="/{neighbour.language}/groups/"]')
    neighbour.follow_mail("/announcements/")
    neighbour.sees(title, "Second line, 둘째 줄")
    visitor = come()
    visitor.visit(f"/groups/{groups.open}")
    visitor.does_not_see(title)
    visitor.visit(neighbour.page.url)
    assert "/login?next=" in visitor.page.url
    leave(neighbour, groups.open)
    neighbour.does_not_see(title)


def test_editing_the_group(come: Come, host: Person, groups: Groups) -> None:
    host.visit(f"/groups/{groups.open}")
    host.follow(f"/groups/{groups.open}/edit")
    host.fill(name_en="", name_ko="")
    host.press(status=422)
    host.finds(".error-summary")
    host.fill(name_en="Sea readers", name_ko="바다의 독서", purpose_en="To the sea.", purpose_ko="바다로.")
    host.press()
    host.is_at(f"/groups/{groups.open}")
    visitor = come()
    visitor.visit(f"/groups/{groups.open}")
    visitor.sees(*{"en": ("Sea readers", "To the sea."), "ko": ("바다의 독서", "바다로.")}[visitor.language])
