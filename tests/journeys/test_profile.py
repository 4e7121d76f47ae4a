"""A member tells about themselves, and chooses who reads it."""

from tests.journeys.conftest import Come, Groups
from tests.journeys.deeds import OTHER, join, leave
from tests.journeys.people import Person

FIELDS = {"bio": "everyone", "profession": "members", "city": "groups", "skills": "only_me"}
SEEN = {
    "everyone": ["bio"],
    "members": ["bio", "profession"],
    "groups": ["bio", "profession", "city"],
    "only_me": ["bio", "profession", "city", "skills"],
}


def test_each_audience_sees_exactly_what_was_opened_to_it(
    come: Come, guest: Person, neighbour: Person, host: Person, groups: Groups
) -> None:
    handle = guest.account.handle
    visitor = come()
    visitor.visit(f"/members/{handle}", status=404)  # a name is open to members at first
    texts = {field: f"{field} {handle} 글" for field in FIELDS}
    guest.visit("/settings/profile")
    guest.fill(**texts, **{f"{field}_audience": audience for field, audience in FIELDS.items()})
    guest.fill(display_name_audience="everyone", country="KR", country_audience="only_me")
    second = f"second bio {handle} 글"
    guest.fill(bio_language=guest.language, second_bio=second, second_bio_language=OTHER[guest.language])
    guest.press()
    join(guest, groups.open)

    guest.visit("/settings/profile/others")
    cards = guest.main.locator("ul.cards > li").all_inner_texts()
    for card, fields in zip(cards, SEEN.values(), strict=True):
        assert [field for field in FIELDS if texts[field] in card] == fields
    for person, audience in ((visitor, "everyone"), (neighbour, "members"), (host, "groups"), (guest, "only_me")):
        person.visit(f"/members/{handle}")
        person.sees(guest.account.name, *(texts[field] for field in SEEN[audience]))
        person.sees(second)  # folded, under the version in the reader's language
        person.does_not_see(*(texts[field] for field in FIELDS if field not in SEEN[audience]))

    leave(guest, groups.open)
    guest.visit("/settings/profile")
    guest.fill(display_name_audience="only_me")
    guest.press()
    for person in (visitor, neighbour, host):
        person.visit(f"/members/{handle}", status=404)


def test_belonging_to_the_defector_community_is_opened_only_when_said_twice(neighbour: Person) -> None:
    neighbour.visit("/settings/profile")
    neighbour.fill(belonging="defector_community", belonging_audience="members")
    neighbour.press(status=422)
    neighbour.finds('.error-summary a[href="#belonging_confirmed"]')
    neighbour.fill(belonging_confirmed=True)
    neighbour.press()
    neighbour.is_told()
    neighbour.visit("/settings/profile")
    neighbour.fill(belonging="", belonging_audience="only_me")
    neighbour.press()
