"""The page of a member: what is open, in words, in both languages, and nothing else."""

import re

import pytest

from community.db import db
from community.members.models import FIELDS, Audience, Belonging
from community.members.panels import list_panels, profile_panel
from community.members.queries import get_profile
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.factories import member_with_profile

PATH = "/en/members/river-1"


@pytest.fixture
def member(app):
    return member_with_profile(handle="river-1", display_name="Haru")


@pytest.fixture
def write(member):
    """Fill in the profile and open all of it to an audience."""

    def fill(audience=Audience.EVERYONE, **values):
        profile = get_profile(member)
        for name, value in values.items():
            setattr(profile, name, value)
        profile.open_to(dict.fromkeys(FIELDS, audience))
        db.session.commit()
        return profile

    return fill


def fact(page, name):
    """What the page says beside one word."""
    [row] = [row for row in page.select("main .facts > div") if row.dt.get_text(strip=True) == name]
    return row.dd


def test_profile_says_everything_in_words(client, write):
    write(
        profession_group="5",
        profession_words="Cook",
        spoken=[["ko", "first"], ["en", "good"], ["th", ""]],
        country="KP",
        affiliations=["A choir, of sorts", "A school"],
        offers=["mentoring"],
        looks_for=["legal", "jobs"],
        belonging=Belonging.ALLY,
    )
    page = client.get(PATH)
    assert fact(page, "Profession").get_text(strip=True) == "Cook · Services and sales workers"
    assert fact(page, "Languages").get_text(strip=True) == "Korean (First language), English (Conversational), Thai"
    assert fact(page, "Country").get_text(strip=True) == "North Korea"
    assert [line.get_text() for line in fact(page, "Affiliations").select("li")] == ["A choir, of sorts", "A school"]
    assert fact(page, "What I offer").get_text(strip=True) == "Mentoring"
    assert len(fact(page, "What I look for").select(".tag")) == 2
    assert fact(page, "How I belong").get_text(strip=True) == "Ally"


def test_profile_in_both_languages(client, write):
    write(country="KP", spoken=[["ko", "first"]], belonging="ally", offers=["mentoring"])
    english, korean = client.get(PATH).text, client.get(PATH.replace("/en/", "/ko/")).text
    assert all(word in english for word in ("North Korea", "Korean", "Ally", "Mentoring"))
    assert all(word in korean for word in ("북한", "한국어", "멘토링"))
    assert "Ally" not in korean


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (("2", "Nurse"), "Nurse · Professionals"),
        (("2", ""), "Professionals"),
        (("", "Nurse"), "Nurse"),
        (("0", ""), "Armed forces occupations"),
    ],
)
def test_profile_says_as_much_of_the_profession_as_is_said(client, write, said, read):
    write(profession_group=said[0], profession_words=said[1])
    assert fact(client.get(PATH), "Profession").get_text(strip=True) == read


def test_profile_shows_the_version_in_the_language_of_the_reader_first(client, write):
    write(bio_text="강가에서.", bio_language="ko", second_bio_text="By the **river**.", second_bio_language="en")
    for language, first, second in (("en", "By the river.", "강가에서."), ("ko", "강가에서.", "By the river.")):
        page = client.get(f"/{language}/members/river-1")
        shown, folded = page.select("main .prose")
        assert (shown.get_text(strip=True, separator=" ").replace(" .", "."), shown["lang"]) == (first, language)
        assert (folded.get_text(strip=True, separator=" ").replace(" .", "."), folded.parent.name) == (
            second,
            "details",
        )
        assert folded["lang"] != language


def test_profile_shows_a_version_in_a_third_language_to_everybody(client, write):
    write(bio_text="Am Fluss.", bio_language="de")
    page = client.get(PATH)
    assert page.one("main .prose")["lang"] == "de"
    assert not page.has("main details .prose")


def test_profile_draws_markdown_and_no_html_of_the_member(client, write):
    write(bio_text="**인권(人權)**을 <img src=x onerror=alert(1)>\n\n# Heading", bio_language="ko")
    prose = client.get(PATH).one("main .prose")
    assert prose.strong.get_text() == "인권(人權)"
    assert not prose.find(["img", "h1", "h2"])
    assert "<img" in prose.get_text()


def test_profile_links_lead_away_without_telling_where_from(client, write):
    write(links=["https://example.org/haru"])
    link = client.get(PATH).one("main a[href='https://example.org/haru']")
    assert {"noopener", "noreferrer", "nofollow", "ugc"} <= set(link["rel"])
    assert link.select(".visually-hidden")[0].get_text() == "(leaves this site)"


@pytest.mark.parametrize("link", ["https://user@example.org/", "javascript:alert(1)", "https://127.0.0.1/"])
def test_profile_of_an_earlier_release_leads_nowhere_that_is_refused_today(client, write, link):
    write(links=[link])
    page = client.get(PATH)
    assert link in page.text
    assert not [a for a in page.select("main a") if a.get("href") == link]


def test_profile_says_the_host_of_a_link_that_looks_like_another(client, write):
    write(links=["https://аpple.com/"])  # its first letter is Cyrillic
    assert "(xn--pple-43d.com)" in fact(client.get(PATH), "Links").get_text()


def test_profile_under_another_name_gives_nothing_by_which_to_know_the_member_again(
    app, client, new_client, member, write
):
    """No stable id, no moment, no name of a file: only what was chosen to be shown."""
    member.display_name = "Paper Boat"
    write(bio_text="I help.", bio_language="en", profession_words="Cook")
    group = GroupFactory()
    viewer = member_with_profile()
    for one in (member, viewer):
        MembershipFactory(group=group, member=one)
    for browser in (client, new_client().login(viewer)):
        page = browser.get(PATH)
        source = str(page.html)
        assert str(member.id) not in source
        assert member.id.hex not in source
        assert member.email not in source
        main = str(page.one("main"))
        assert not re.search(r"\d{1,2}:\d\d|\d{4}-\d\d|\d+ (?:minutes|hours|days)", main)
        assert not re.search(r"\.(?:jpe?g|png|webp|avif)\b", main)
        assert page.html.title.get_text().startswith("Paper Boat ·")


def test_profile_is_not_for_search_engines(client, write):
    write()
    assert client.get(PATH).one("meta[name=robots]")["content"] == "noindex"


def test_profile_that_tells_nothing_more_says_so(client, write):
    write()
    assert "Nothing more is open to you here." in client.get(PATH).text
    write(pronouns="they")
    assert "Nothing more is open to you here." not in client.get(PATH).text


def test_profile_of_oneself_leads_to_its_settings(client, new_client, member, write):
    write()
    me, other = client.login(member), new_client().login(member_with_profile())
    for path in ("/en/settings/profile", "/en/settings/profile/others"):
        assert me.get(PATH).has(f"main a[href='{path}']")
        assert not other.get(PATH).has(f"main a[href='{path}']")


def test_panels_of_features_above_stand_in_their_order_and_only_where_they_have_something_to_say(
    app, monkeypatch, member
):
    monkeypatch.setattr("community.members.panels._panels", [])
    profile = get_profile(member)
    profile_panel(place=3)(lambda profile, viewer: ("two.html", {"of": profile.member.handle}))
    profile_panel(place=2)(lambda profile, viewer: None)
    profile_panel(place=1)(lambda profile, viewer: ("one.html", {"who": viewer}))
    assert list_panels(profile, "me") == [("one.html", {"who": "me"}), ("two.html", {"of": "river-1"})]


def test_others_see_me_is_for_members(client):
    assert client.get("/en/settings/profile/others").status == 303


def test_others_see_me_shows_the_card_of_the_directory_to_those_who_find_it_there(client, member, write):
    profile = write(profession_words="Cook", country="MN")
    me = client.login(member)

    def cards():
        page = me.get("/en/settings/profile/others")
        return [bool(card.select(".as-card")) for card in page.select("main .cards > li")]

    assert cards() == [False, True, True, False]  # everyone, members, my working groups, only me
    profile.open_to(dict.fromkeys(FIELDS, Audience.MEMBERS))
    db.session.commit()
    assert cards() == [False, True, True, False]
    profile.listed = False
    db.session.commit()
    assert cards() == [False, False, False, False]
    profile.listed = True
    profile.open_to(dict.fromkeys(FIELDS, Audience.ONLY_ME))
    db.session.commit()
    assert cards() == [False, False, False, False]
