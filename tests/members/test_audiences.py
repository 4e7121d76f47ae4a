"""Who sees what of a profile: canaries in every field, every audience, every viewer, every page.

What may be seen is written down here once more, apart from the code, so that the two must agree.
"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from community.db import db
from community.members.models import FIELDS, Audience, Belonging
from community.members.queries import find_profile, get_profile
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.factories import member_with_profile
from tests.pages import PageClient

# What stands in each field, and what is to be read where it is shown.
PLANTED = {
    "display_name": ({}, "Canaryname"),
    "pronouns": ({"pronouns": "canary-pronouns"}, "canary-pronouns"),
    "bio": ({"bio_text": "canary-bio", "bio_language": "en"}, "canary-bio"),
    "profession": ({"profession_words": "canary-profession"}, "canary-profession"),
    "skills": ({"skills": "canary-skills"}, "canary-skills"),
    "languages": ({"spoken": [("th", "good")]}, "Thai"),
    "country": ({"country": "MN"}, "Mongolia"),
    "city": ({"city": "canary-city"}, "canary-city"),
    "affiliations": ({"affiliations": ["canary-affiliation"]}, "canary-affiliation"),
    "links": ({"links": ["https://canary-links.example/"]}, "canary-links"),
    "belonging": ({"belonging": Belonging.RESEARCHER}, "Researcher"),
}
HANDLE = "canary-handle"
SEES = {
    "visitor": {"everyone"},
    "member": {"everyone", "members"},
    "fellow": {"everyone", "members", "groups"},
    "self": {"everyone", "members", "groups", "only_me"},
}
# Headers that differ between any two answers, or tell no more than the page does.
DIFFERING = {"Content-Length", "Set-Cookie", "X-Request-ID"}
IN_DIRECTORY = {"display_name", "profession", "languages", "country"}
audiences = st.fixed_dictionaries({field: st.sampled_from(list(Audience)) for field in FIELDS})
ALL = [dict.fromkeys(FIELDS, audience) for audience in Audience]


@pytest.fixture
def member(app):
    """A member with a canary in every field of the profile."""
    member = member_with_profile(handle=HANDLE, display_name="Canaryname")
    profile = get_profile(member)
    for columns, _ in PLANTED.values():
        for column, value in columns.items():
            setattr(profile, column, value)
    db.session.commit()
    return member


@pytest.fixture
def browsers(app, member):
    """A browser for each kind of viewer."""
    group = GroupFactory()
    fellow, stranger = member_with_profile(), member_with_profile()
    MembershipFactory(group=group, member=member)
    MembershipFactory(group=group, member=fellow)
    MembershipFactory(group=group, member=stranger, requested=True)  # to ask is not to belong
    viewers = {"visitor": None, "member": stranger, "fellow": fellow, "self": member}
    return {kind: PageClient(app).login(who) if who else PageClient(app) for kind, who in viewers.items()}


def canaries_in(text):
    return {field for field, (_, canary) in PLANTED.items() if canary in text}


def open_fields(member, chosen):
    db.session.rollback()
    get_profile(member).open_to(chosen)
    db.session.commit()


def source_of(page):
    """Everything that was sent, but for the viewer's own name at the head of every page, and all that can be chosen."""
    for left_out in page.select("header .self, main select"):
        left_out.extract()
    return str(page.html)


@settings(max_examples=12)
@given(audiences)
@example(ALL[0])
@example(ALL[1])
@example(ALL[2])
@example(ALL[3])
@example(dict.fromkeys(FIELDS, Audience.EVERYONE) | {"display_name": Audience.ONLY_ME})
@example(dict.fromkeys(FIELDS, Audience.ONLY_ME) | {"display_name": Audience.EVERYONE})
def test_everybody_sees_exactly_what_was_opened_to_them(member, browsers, chosen):
    open_fields(member, chosen)
    for kind, browser in browsers.items():
        allowed = {field for field, audience in chosen.items() if field in PLANTED and audience.value in SEES[kind]}
        page = browser.get(f"/en/members/{HANDLE}")
        if "display_name" in allowed:
            assert page.status == 200
            assert canaries_in(source_of(page)) == allowed
            assert page.html.title.get_text().startswith("Canaryname")
        else:
            assert page.status == 404
            assert canaries_in(source_of(page)) == set()
        page = browser.get("/en/members")
        if kind == "visitor":
            assert (page.status, page.location) == (303, "/en/login?next=/en/members")
            continue
        source = source_of(page)
        listed = chosen["display_name"] in SEES[kind] - {"only_me"}
        assert canaries_in(source) == (allowed & IN_DIRECTORY if listed else set())
        assert (HANDLE in source) is listed


@settings(max_examples=12)
@given(audiences)
@example(ALL[0])
def test_others_see_me_shows_what_each_of_them_sees(member, browsers, chosen):
    open_fields(member, chosen)
    page = browsers["self"].get("/en/settings/profile/others")
    cards = page.select("main .cards > li > .card")
    assert [card.h2.get_text() for card in cards] == ["Everyone", "Members", "My working groups", "Only me"]
    for card, kind in zip(cards, SEES, strict=True):
        allowed = {field for field, audience in chosen.items() if field in PLANTED and audience.value in SEES[kind]}
        assert canaries_in(str(card)) == (allowed if "display_name" in allowed else set())


def test_at_first_only_the_name_is_open_and_only_to_members(member, browsers):
    assert {field: get_profile(member).audience(field).value for field in FIELDS} == {
        field: "members" if field == "display_name" else "only_me" for field in FIELDS
    }
    assert browsers["visitor"].get(f"/en/members/{HANDLE}").status == 404
    page = browsers["fellow"].get(f"/en/members/{HANDLE}")
    assert canaries_in(str(page.html)) == {"display_name"}


def test_an_audience_that_was_never_chosen_is_only_me(member):
    profile = get_profile(member)
    profile.audiences = {"display_name": "everyone"}
    assert profile.audience("bio") is Audience.ONLY_ME


def test_whoever_left_the_group_is_no_fellow(member, browsers):
    from_group = dict.fromkeys(FIELDS, Audience.GROUPS)
    open_fields(member, from_group)
    assert browsers["fellow"].get(f"/en/members/{HANDLE}").status == 200
    browsers["fellow"].post("/en/groups/" + slug_of_the_group() + "/leave")
    assert browsers["fellow"].get(f"/en/members/{HANDLE}").status == 404


def slug_of_the_group():
    return db.session.scalar(db.select(GroupFactory._meta.model.slug))


@pytest.mark.parametrize("kind", ["visitor", "member", "fellow"])
def test_a_hidden_member_cannot_be_told_from_one_who_does_not_exist(member, browsers, kind):
    open_fields(member, dict.fromkeys(FIELDS, Audience.EVERYONE) | {"display_name": Audience.ONLY_ME})

    def answer(handle):
        response = browsers[kind].get(f"/en/members/{handle}").response
        headers = {name: value for name, value in response.headers if name not in DIFFERING}
        csrf = "".join(response.text.split('name="csrf_token"')[:1])  # the token differs at every request
        return response.status_code, headers, csrf.replace(handle, ""), response.text.count(handle)

    assert answer(HANDLE) == answer("nobody-at-all")
    assert answer(HANDLE)[0] == 404


@pytest.mark.parametrize("state", ["suspended", "unconfirmed"])
def test_whoever_is_not_active_is_shown_to_nobody(browsers, state):
    hidden = member_with_profile(handle="shut-out", **{state: True})
    open_fields(hidden, dict.fromkeys(FIELDS, Audience.EVERYONE))
    for kind, browser in browsers.items():
        assert browser.get("/en/members/shut-out").status == 404
        if kind != "visitor":
            assert "shut-out" not in str(browser.get("/en/members").html)


def test_a_handle_is_found_however_it_is_capitalised(member):
    assert find_profile(member, HANDLE.upper()) == get_profile(member)


def test_moderators_see_no_more_than_members(member, app):
    open_fields(member, dict.fromkeys(FIELDS, Audience.ONLY_ME))
    for role in ("moderator", "administrator"):
        browser = PageClient(app).login(member_with_profile(**{role: True}))
        assert browser.get(f"/en/members/{HANDLE}").status == 404
