"""Offer and need meet, as far as both sides have opened it to each other."""

import pytest

from community.db import db
from community.members.models import FIELDS, Audience, Limit
from community.members.operations import block
from community.members.probation import A_DAY
from community.members.queries import get_profile, list_matches
from community.members.queries.directory import PAGE_SIZE
from tests.apps import another_app
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.factories import member_with_profile
from tests.pages import PageClient

BOTH = ["offers", "looks_for"]


def new(handle, offers=(), looks_for=(), audience=Audience.MEMBERS, closed=()):
    """A member who offers and looks for something, and shows both to this audience."""
    member = member_with_profile(handle=handle, display_name=handle.title())
    profile = get_profile(member)
    profile.offers, profile.looks_for = list(offers), list(looks_for)
    opened = {"display_name": Audience.MEMBERS, "offers": audience, "looks_for": audience}
    profile.open_to(dict.fromkeys(FIELDS, Audience.ONLY_ME) | opened | dict.fromkeys(closed, Audience.ONLY_ME))
    db.session.commit()
    return member


@pytest.fixture
def me():
    """Somebody who looks for a mentor or legal advice, offers translation, and keeps both to themselves."""
    return new("me-myself", offers=["translation"], looks_for=["mentoring", "legal"], audience=Audience.ONLY_ME)


def found(viewer, after=None):
    """Whom the viewer is shown, and for what, in each of the lists."""
    db.session.rollback()
    pages = list_matches(viewer, get_profile(viewer), BOTH, after)
    return {field: {match.card.handle: match.codes for match in page.items} for field, page in pages.items()}


def test_offer_and_need_meet_with_the_reason(me):
    new("mentor", offers=["film", "legal", "mentoring"])
    new("writer", looks_for=["translation", "film"])
    new("both", offers=["mentoring"], looks_for=["translation"])
    new("neither", offers=["film"], looks_for=["film"])
    assert found(me) == {
        "offers": {"mentor": ["legal", "mentoring"], "both": ["mentoring"]},
        "looks_for": {"writer": ["translation"], "both": ["translation"]},
    }


def test_those_with_whom_most_is_in_common_come_first(me):
    for number in range(6):
        new(f"one-{number}", offers=["legal"])
    new("two", offers=["legal", "mentoring"])
    assert next(iter(found(me)["offers"])) == "two"


@pytest.mark.parametrize(
    ("audience", "seen"),
    [(Audience.EVERYONE, True), (Audience.MEMBERS, True), (Audience.GROUPS, False), (Audience.ONLY_ME, False)],
)
def test_what_was_not_opened_to_the_viewer_finds_nobody(me, audience, seen):
    new("mentor", offers=["mentoring"], looks_for=["translation"], audience=audience)
    assert found(me) == {
        "offers": {"mentor": ["mentoring"]} if seen else {},
        "looks_for": {"mentor": ["translation"]} if seen else {},
    }


def test_one_field_that_is_open_does_not_open_the_other(me):
    new("half", ["mentoring"], ["translation"], closed=["looks_for"])
    assert found(me) == {"offers": {"half": ["mentoring"]}, "looks_for": {}}


def test_what_is_open_to_working_groups_is_found_by_their_members_alone(me):
    mentor = new("mentor", offers=["mentoring"], audience=Audience.GROUPS)
    stranger = new("stranger", looks_for=["mentoring"])
    group = GroupFactory()
    for member in (me, mentor):
        MembershipFactory(group=group, member=member)
    MembershipFactory(group=group, member=stranger, requested=True)
    assert found(me)["offers"] == {"mentor": ["mentoring"]}
    assert found(stranger)["offers"] == {}


@pytest.mark.parametrize(
    "away", ["name closed", "unlisted", "suspended", "leaving", "they blocked me", "I blocked them", "moderators too"]
)
def test_whoever_does_not_want_or_may_not_be_found_is_not(me, away):
    mentor = new("mentor", offers=["mentoring"], audience=Audience.EVERYONE)
    assert found(me)["offers"] == {"mentor": ["mentoring"]}
    profile = get_profile(mentor)
    if away == "name closed":
        profile.open_to({field: profile.audience(field) for field in FIELDS} | {"display_name": Audience.ONLY_ME})
    elif away == "unlisted":
        profile.listed = False
    elif away == "suspended":
        mentor.state = "suspended"
    elif away == "leaving":
        mentor.closes_at = mentor.created_at
    elif away == "they blocked me":
        block(actor=mentor, member=me)
    elif away == "I blocked them":
        block(actor=me, member=mentor)
    else:
        me.role = "administrator"
        profile.open_to(dict.fromkeys(FIELDS, Audience.ONLY_ME) | {"display_name": Audience.MEMBERS})
    db.session.commit()
    assert found(me)["offers"] == {}


def test_what_i_look_for_and_offer_in_private_finds_others_and_me_nobody(me):
    """A closed field drives my own search, and nobody can tell from theirs what stands in it."""
    mentor = new("mentor", offers=["mentoring", "legal"], looks_for=["translation"])
    assert found(me) == {"offers": {"mentor": ["mentoring", "legal"]}, "looks_for": {"mentor": ["translation"]}}
    assert found(mentor) == {"offers": {}, "looks_for": {}}


def test_one_does_not_match_oneself(app):
    alone = new("alone", offers=["mentoring"], looks_for=["mentoring"])
    assert found(alone) == {"offers": {}, "looks_for": {}}


def test_every_page_of_a_list_is_walked_once(me, client):
    names = {f"mentor-{number:02}" for number in range(PAGE_SIZE + 3)}
    for name in names:
        new(name, offers=["mentoring"])
    client.login(me)
    page = client.get("/en/members/matches")
    assert len(page.select("main .card")) == 6
    seen, url = [], "/en/members/matches?list=offers"
    while url:
        page = client.get(url)
        seen += [note.get_text() for note in page.select("main .card .person-note")]
        more = page.select(".pager a[rel=next]")
        url = "/en/members/matches" + more[0]["href"] if more else None
    assert sorted(seen) == sorted(f"@{name}" for name in names)


def test_looking_at_matches_counts_as_looking_through_the_directory(app, me, monkeypatch):
    """Else whoever ticks one kind after the other would copy everybody who offers anything."""
    monkeypatch.setitem(A_DAY, Limit.DIRECTORY, 2)
    with another_app(app, LIMITS="on") as other:
        client = PageClient(other).login(me)
        paths = ("/en/members/matches", "/en/members/matches?list=offers", "/en/members/matches", "/en/members")
        assert [client.get(path).status for path in paths] == [200, 200, 429, 429]


# The page


def test_the_page_gives_the_reason_in_words_and_leads_to_the_commitment(client, me):
    new("mentor", offers=["mentoring", "legal"])
    page = client.login(me).get("/en/members/matches")
    assert "Offers: Legal advice, Mentoring" in page.one("main .card .match-reason").get_text()
    assert page.has("main a[href='/en/declaration/commitments/4']")
    assert page.has("main .card a[href='/en/members/mentor']")
    assert client.get("/ko/members/matches").status == 200


def test_whoever_has_said_nothing_reads_what_to_do(client):
    client.login(member_with_profile())
    page = client.get("/en/members/matches")
    links = [link["href"] for link in page.select(".empty a")]
    assert links == ["/en/settings/profile#looks_for", "/en/settings/profile#offers"]
    form = client.get("/en/settings/profile")
    assert form.has("#looks_for")
    assert form.has("#offers")


def test_whoever_finds_nobody_is_led_to_the_directory(client, me):
    page = client.login(me).get("/en/members/matches")
    assert [link["href"] for link in page.select(".empty a")] == ["/en/members", "/en/members"]


def test_whoever_offers_something_in_private_is_told_so(client, me):
    sentence = "Nobody but you sees what you offer"
    assert sentence in client.login(me).get("/en/members/matches").text
    get_profile(me).open_to(dict.fromkeys(FIELDS, Audience.MEMBERS))
    db.session.commit()
    assert sentence not in client.get("/en/members/matches").text


@pytest.mark.parametrize("list_", ["offers", "looks_for", "", "handles", "x" * 2000])
def test_any_list_that_is_asked_for_answers(client, me, list_):
    assert client.login(me).get(f"/en/members/matches?list={list_}&after=nonsense").status == 200


def test_no_search_engine_and_no_visitor(client, me):
    assert client.get("/en/members/matches").status == 303
    page = client.login(me).get("/en/members/matches")
    assert page.response.headers["X-Robots-Tag"] == "noindex"
