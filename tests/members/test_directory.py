"""Searching the directory: what finds whom, and whom nothing finds."""

import unicodedata

import pytest

from community.accounts.models import MemberState
from community.db import db, now
from community.members.models import Audience, Belonging
from community.members.operations import block, list_in_directory, unblock
from community.members.queries import Wanted, directory, get_profile, search
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.directory import fill, names_found, somebody
from tests.members.factories import member_with_profile

FELLOWS, NOBODY = {"skills": Audience.GROUPS}, {"skills": Audience.ONLY_ME}


@pytest.fixture
def viewer(app):
    return somebody("Viewer", {"display_name": Audience.ONLY_ME})


@pytest.fixture
def people(viewer):
    """Five people who have little in common."""
    spoken = [["ko", "first"], ["en", "good"]]
    somebody("김나도", skills="번역, 통역", country="KR", spoken=spoken, profession_group="2")
    somebody("Ana Nguyen", bio_text="Teacher of **English**.", bio_language="en", country="KR", offers=["mentoring"])
    refugees = {"bio_text": "난민 변호사입니다.", "bio_language": "ko"}
    somebody("박하루", **refugees, looks_for=["mentoring"], profession_words="변호사")
    somebody("José", handle="sol", affiliations=["A small choir"], city="Seoul", spoken=[["es", "first"]], country="MX")
    somebody("O’Neill", belonging=Belonging.ALLY, offers=["legal", "mentoring"], handle="river-song")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("나도", ["김나도"]),
        ("ㄱㄴㄷ", ["김나도"]),
        ("김ㄴ", ["김나도"]),
        ("역", ["김나도"]),
        ("변호", ["박하루"]),
        ("ㅂㅎㅅ", ["박하루"]),
        ("teach", ["Ana Nguyen"]),
        ("english teacher", ["Ana Nguyen"]),
        ("english nurse", []),
        ("an", ["Ana Nguyen"]),
        ("jose", ["José"]),
        ("choir seoul", ["José"]),
        ("river", ["O’Neill"]),
        ("o'neill", ["O’Neill"]),
        ("mentoring", ["Ana Nguyen", "O’Neill", "박하루"]),
        ("멘토링", ["Ana Nguyen", "O’Neill", "박하루"]),
        ("멘토링 변호사", ["박하루"]),
        ("ally", []),
        ("KR", []),
    ],
)
@pytest.mark.usefixtures("people")
def test_words_find(viewer, words, found):
    assert names_found(viewer, words=words) == found
    assert names_found(viewer, words=unicodedata.normalize("NFD", words)) == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["Ana Nguyen", "José", "O’Neill", "김나도", "박하루"]),
        ({"offers": "mentoring"}, ["Ana Nguyen", "O’Neill"]),
        ({"looks_for": "mentoring"}, ["박하루"]),
        ({"profession": "2"}, ["김나도"]),
        ({"language": "ko"}, ["김나도"]),
        ({"country": "KR"}, ["Ana Nguyen", "김나도"]),
        ({"belonging": "ally"}, ["O’Neill"]),
        ({"country": "KR", "offers": "mentoring"}, ["Ana Nguyen"]),
        ({"country": "KR", "words": "ㄴㄷ", "language": "en"}, ["김나도"]),
        ({"country": "MX", "offers": "mentoring"}, []),
        ({"any_of_offers": ["legal", "media"]}, ["O’Neill"]),
        ({"any_of_offers": ["mentoring"], "any_of_looks_for": ["legal"]}, []),
        ({"any_of_looks_for": ["legal", "mentoring"]}, ["박하루"]),
        ({"offers": "nothing of the kind"}, []),
    ],
)
@pytest.mark.usefixtures("people")
def test_choices_find(viewer, wanted, found):
    assert names_found(viewer, **wanted) == found


@pytest.mark.parametrize(
    "words",
    [
        '"', "'", "AND", "teacher AND nurse", "NOT teacher", "NEAR(a b)", "tea*", "-teacher", "words:teacher",
        "^teacher", "marks : x", "%", "_", "\\", "') OR 1=1 --", "teacher' | 'x", "!teacher", "(((", "& |", "a & b",
        "<->", ":*",
        "\x00", "\u200b", "ㅏ", "ㅏㅏ", "é\u0301", "🙂", "𝔄𝔅ℭ", "ﷺ" * 50, "ก", "ㄱ" * 500, "q " * 500, "x" * 5000,
    ],
)  # fmt: skip
@pytest.mark.usefixtures("people")
def test_whatever_is_typed_is_only_looked_for(viewer, words):
    found = names_found(viewer, words=words)
    assert "José" not in found


@pytest.mark.usefixtures("people")
def test_words_that_hold_nothing_to_look_for_find_nobody(viewer):
    assert names_found(viewer, words="!!! --") == []
    assert len(names_found(viewer, words="  ")) == 5


def test_pieces_alone_are_not_enough(viewer):
    somebody("One", skills="tea, her, ach, eac, che")
    assert names_found(viewer, words="teacher") == []


def test_initials_find_names_and_not_whole_texts(viewer):
    somebody("One", bio_text="김나도", bio_language="ko")
    assert names_found(viewer, words="나도") == ["One"]
    assert names_found(viewer, words="ㄱㄴㄷ") == []


def test_every_member_stands_on_one_page(viewer):
    names = [f"Member {number:02}" for number in range(53)]
    for name in names:
        somebody(name, country="KR")
    assert names_found(viewer) == names
    assert names_found(viewer, country="KR", words="member") == names
    first = search(viewer, Wanted())
    assert (len(first.items), len(search(viewer, Wanted(), first.next).items)) == (24, 24)
    assert search(viewer, Wanted(), "no cursor").items == first.items


@pytest.mark.parametrize("near", [1, 7, 30])
def test_few_among_many_are_found_in_the_same_order_wherever_they_are_looked_for(viewer, monkeypatch, near):
    for number in range(60):
        somebody(f"Member {number:02}", country="KR" if number % 2 else "NL", skills="weaving")
    wanted = Wanted(country="NL", words="weaving")
    whole = [search(viewer, wanted).items]
    monkeypatch.setattr(directory, "NEAR", near)
    assert [search(viewer, wanted).items] == whole
    assert names_found(viewer, country="NL", words="weaving") == [f"Member {number:02}" for number in range(0, 60, 2)]


def test_the_order_tells_nothing_of_who_came_when(viewer):
    names = [f"Member {number:02}" for number in range(20)]
    for name in names:
        somebody(name)
    found = [card.shown["display_name"] for card in search(viewer, Wanted()).items]
    assert sorted(found) == names
    assert found not in (names, names[::-1])


def test_the_directory_can_be_without_oneself():
    me = somebody("Me")
    somebody("You")
    assert names_found(me) == ["Me", "You"]
    assert names_found(me, others_only=True) == ["You"]


# Who finds a member by a field, by the audience of the field.
@pytest.mark.parametrize(
    ("audience", "finders"),
    [
        (Audience.ONLY_ME, set()),
        (Audience.GROUPS, {"fellow"}),
        (Audience.MEMBERS, {"fellow", "member"}),
        (Audience.EVERYONE, {"fellow", "member"}),
    ],
)
@pytest.mark.parametrize(
    "asked",
    [
        ("bio", {"bio_text": "마당", "bio_language": "ko"}, {"words": "마당"}),
        ("bio", {"second_bio_text": "courtyard", "second_bio_language": "en"}, {"words": "courtyard"}),
        ("skills", {"skills": "courtyard"}, {"words": "court"}),
        ("profession", {"profession_words": "gardener"}, {"words": "gardener"}),
        ("profession", {"profession_group": "6"}, {"profession": "6"}),
        ("offers", {"offers": ["legal"]}, {"offers": "legal"}),
        ("offers", {"offers": ["legal"]}, {"words": "legal"}),
        ("looks_for", {"looks_for": ["legal"]}, {"looks_for": "legal"}),
        ("looks_for", {"looks_for": ["legal"]}, {"any_of_looks_for": ["legal"]}),
        ("languages", {"spoken": [["mn", ""]]}, {"language": "mn"}),
        ("country", {"country": "MN"}, {"country": "MN"}),
        ("city", {"city": "Darkhan"}, {"words": "darkhan"}),
        ("affiliations", {"affiliations": ["Choir"]}, {"words": "choir"}),
        ("belonging", {"belonging": Belonging.STUDENT}, {"belonging": "student"}),
        ("display_name", {}, {"words": "Haru"}),
        ("display_name", {}, {}),
    ],
)
def test_a_field_finds_those_to_whom_it_is_open_and_nobody_else(viewer, audience, finders, asked):
    field, values, wanted = asked
    haru, fellow = somebody("Haru", {field: audience}, **values), somebody("Fellow", {"display_name": Audience.ONLY_ME})
    group = GroupFactory()
    for member in (haru, fellow):
        MembershipFactory(group=group, member=member)
    MembershipFactory(group=group, member=viewer, requested=True)  # to ask is not to belong
    found = {name for name, who in (("member", viewer), ("fellow", fellow)) if "Haru" in names_found(who, **wanted)}
    assert found == finders
    assert names_found(fellow).count("Haru") <= 1


def test_a_fellow_finds_a_member_once_and_the_member_stays_found_by_others(viewer):
    haru, fellow = somebody("Haru", FELLOWS, skills="weaving", country="KR"), member_with_profile(display_name="Fellow")
    group = GroupFactory()
    for member in (haru, fellow):
        MembershipFactory(group=group, member=member)
    assert names_found(fellow, country="KR") == names_found(viewer, country="KR") == ["Haru"]
    assert names_found(fellow, words="weaving") == ["Haru"]
    assert names_found(viewer, words="weaving") == []


@pytest.mark.parametrize(
    "wanted", [{}, {"words": "defector"}, {"belonging": "defector_community"}, {"words": "탈북민"}]
)
def test_belonging_to_the_defector_community_finds_nobody(viewer, wanted):
    somebody("Haru", {"belonging": Audience.EVERYONE}, belonging=Belonging.DEFECTOR_COMMUNITY)
    assert names_found(viewer, **wanted) == (["Haru"] if not wanted else [])


def test_only_ones_own_groups_can_be_searched(viewer):
    mine, other = GroupFactory(), GroupFactory()
    for name, group in (("Here", mine), ("There", other)):
        MembershipFactory(group=group, member=somebody(name))
    MembershipFactory(group=mine, member=somebody("Waits"), requested=True)
    MembershipFactory(group=mine, member=viewer)
    assert names_found(viewer, group=mine.slug) == ["Here"]
    assert names_found(viewer, group=other.slug) == []
    assert names_found(viewer, group="no-such-group") == []


def test_who_blocks_is_not_found_and_neither_is_who_is_blocked(viewer):
    haru, other = somebody("Haru", country="KR"), somebody("Other", country="KR")
    block(actor=haru, member=viewer)
    block(actor=viewer, member=other)
    assert names_found(viewer) == names_found(viewer, country="KR") == []
    assert names_found(other) == ["Haru", "Other"]
    unblock(actor=haru, member=viewer)
    assert names_found(viewer) == ["Haru"]


def test_who_cannot_act_is_not_found(viewer):
    haru, other = somebody("Haru"), somebody("Other")
    haru.state, haru.suspended_reason, other.closes_at = MemberState.SUSPENDED, "Spam", now()
    db.session.commit()
    assert names_found(viewer) == []
    haru.state, other.closes_at = MemberState.ACTIVE, None
    db.session.commit()
    assert names_found(viewer) == ["Haru", "Other"]


def test_who_does_not_want_to_be_in_it_is_not(viewer):
    haru = somebody("Haru")
    list_in_directory(actor=haru, listed=False)
    assert names_found(viewer) == []
    fill(haru, skills="weaving")
    assert names_found(viewer, words="weaving") == []
    list_in_directory(actor=haru, listed=True)
    assert names_found(viewer, words="weaving") == ["Haru"]
    assert get_profile(haru).listed
