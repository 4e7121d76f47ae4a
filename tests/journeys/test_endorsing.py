"""A visitor endorses the declaration: by mail, with a name, and without an account."""

from tests.journeys.conftest import Come
from tests.journeys.deeds import WORDS, endorse_as_visitor, new_address, new_name, sign_up


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
    visitor.is_at("/endorsements")
    visitor.is_told()
    visitor.sees(name, pledge)

    reader.visit("/declaration")
    reader.follow("/declaration/commitments/3")
    reader.sees(name, pledge)
    reader.follow("/declaration/commitments/4")
    reader.does_not_see(name)

    sign_up(visitor, email)
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
