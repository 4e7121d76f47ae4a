"""Endorsing the declaration: a visitor by mail, without an account; a member at once."""

from tests.journeys.conftest import Come
from tests.journeys.deeds import WORDS, endorse_as_visitor, new_address, new_name, sign_up
from tests.journeys.people import Person


def test_endorsing_confirming_and_finding_it_again_with_an_account(come: Come) -> None:
    visitor, reader = come(), come()
    name, email, pledge = new_name(visitor), new_address(), WORDS[visitor.language]["pledge"]
    endorse_as_visitor(visitor, name, email, ["1", "3"], pledge_3=pledge)
    reader.visit("/endorsements")
    reader.does_not_see(name)

    visitor.open_mail(email, about="/endorse/confirm/")
    visitor.finds(f'main article a[href^="/{visitor.language}/"]')
    visitor.follow_mail("/endorse/confirm/")
    visitor.sees(name, pledge)
    visitor.press()
    visitor.is_at("/endorse/thanks")
    visitor.does_not_see(name)
    visitor.follow("/endorsements")
    visitor.sees(name, pledge)

    reader.visit("/declaration")
    reader.follow("/declaration/commitments/3")
    reader.sees(name, pledge)
    reader.follow("/declaration/commitments/4")
    reader.does_not_see(name)

    sign_up(visitor, email, name)
    visitor.visit("/endorsements/mine")
    visitor.sees(name, pledge)
    visitor.press("/endorsements/withdraw")
    visitor.is_at("/endorsements")
    visitor.does_not_see(name)


def test_an_endorsement_in_a_strangers_name_is_refused(come: Come) -> None:
    visitor, owner = come(), come()
    name, email = new_name(visitor), new_address()
    endorse_as_visitor(visitor, name, email, ["2"])
    owner.open_mail(email, about="/endorse/refuse/")
    owner.follow_mail("/endorse/refuse/")
    owner.press()
    owner.is_told()
    owner.visit("/endorsements")
    owner.does_not_see(name)


def test_a_mistake_in_the_form_loses_nothing(come: Come) -> None:
    visitor = come()
    visitor.visit("/endorse?commitment=6")
    visitor.fill(pledge_6=WORDS[visitor.language]["pledge"], shown="named", email="nobody")
    visitor.press(status=422)
    visitor.finds('.error-summary a[href="#name"]')
    visitor.finds('.error-summary a[href="#email"]')
    visitor.finds('[name="commitments"][value="6"]:checked')
    visitor.fill(name=new_name(visitor), email=new_address())
    visitor.press()
    visitor.is_at("/endorse/sent")


def test_the_shortest_way_takes_five_touches(come: Come) -> None:
    visitor, email = come(), new_address()
    visitor.visit("/endorse")
    visitor.fill(shown="counted")
    visitor.fill(email=email)
    visitor.press()
    visitor.open_mail(email, about="/endorse/confirm/")
    visitor.follow_mail("/endorse/confirm/")
    visitor.press()
    visitor.is_at("/endorse/thanks")


def test_another_language_in_the_middle_loses_nothing(come: Come) -> None:
    visitor = come()
    name, email, pledge = new_name(visitor), new_address(), WORDS[visitor.language]["pledge"]
    visitor.visit("/endorse?commitment=1")
    visitor.fill(profession="2", pledge_1=pledge, shown="named", name=name)
    visitor.switch_language()
    visitor.is_at("/endorse")
    visitor.finds('[name="commitments"][value="1"]:checked')
    visitor.finds('[name="shown"][value="named"]:checked')
    visitor.finds('[name="profession"]:has(option[value="2"]:checked)')
    visitor.misses(".error-summary")
    visitor.fill(email=email)
    visitor.press()
    visitor.is_at("/endorse/sent")
    visitor.open_mail(email, about=f"/{visitor.language}/endorse/confirm/")
    visitor.follow_mail("/endorse/confirm/")
    visitor.sees(name, pledge)
    visitor.press()
    visitor.follow("/endorsements")
    visitor.sees(name, pledge)


def test_two_of_a_household_share_an_address(come: Come) -> None:
    first, second = come(), come()
    email, names = new_address(), [new_name(first), new_name(second)]
    for person, name in zip((first, second), names, strict=True):
        endorse_as_visitor(person, name, email, ["2"])
        person.open_mail(email, about="/endorse/confirm/")
        person.follow_mail("/endorse/confirm/")
        person.sees(name)
        person.press()
    second.is_at("/endorse/thanks")
    second.follow("/endorsements")
    second.sees(*names)


def test_a_member_endorses_at_once_changes_it_and_withdraws(guest: Person) -> None:
    name, pledge = new_name(guest), WORDS[guest.language]["pledge"]
    guest.visit("/endorse")
    guest.misses('[name="email"]')
    guest.fill(commitments=["4"], pledge_4=pledge, shown="counted")
    guest.press()
    guest.is_at("/endorsements/mine")
    guest.is_told()
    guest.sees(pledge)
    guest.follow("/endorse")
    guest.finds('[name="commitments"][value="4"]:checked')
    guest.fill(shown="named", name=name)
    guest.press()
    guest.visit("/endorsements")
    guest.sees(name, pledge)
    guest.visit("/endorsements/mine")
    guest.press("/endorsements/withdraw")
    guest.does_not_see(name)
