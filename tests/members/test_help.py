"""Kinds of help: chosen from one list, in the reader's words; the list itself, and what is retired from it."""

import pytest
import sqlalchemy as sa

from community.audit import AuditEntry
from community.db import db
from community.i18n import LANGUAGES, in_language
from community.members.kinds import help_choices, help_name, help_names
from community.members.models import FIELDS, Audience, HelpKind
from community.members.operations import (
    HelpKindExists,
    NoHelpCode,
    TooManyHelpKinds,
    add_help_kind,
    edit_help_kind,
)
from community.members.operations.help import MOST_KINDS, code_of
from community.members.queries import FEWEST_COUNTED, count_help, get_profile, help_kinds
from tests.factories import MemberFactory
from tests.members.factories import member_with_profile
from tests.members.kinds import help_kinds_put_back
from tests.members.test_profile_form import fields_of
from tests.statements import statements

PATH = "/en/settings/profile"


@pytest.fixture(autouse=True)
def kinds(app):
    """The list, which is as before afterwards."""
    with help_kinds_put_back():
        yield


@pytest.fixture
def admin():
    return MemberFactory(administrator=True)


@pytest.fixture
def member():
    return member_with_profile(handle="haru-song", display_name="Haru")


def kind(code):
    return db.session.get(HelpKind, code, populate_existing=True)


def retire(admin, code):
    one = kind(code)
    edit_help_kind(actor=admin, kind=one, name_en=one.name_en, name_ko=one.name_ko, is_retired=True)


def offer(member, *codes):
    profile = get_profile(member)
    profile.offers = list(codes)
    profile.open_to(dict.fromkeys(FIELDS, Audience.EVERYONE))
    db.session.commit()


def boxes(page, field):
    """The values that a list of checkboxes offers, and those that are ticked."""
    found = page.select(f"main input[name={field}]")
    return [box["value"] for box in found], [box["value"] for box in found if box.has_attr("checked")]


# The list that the first start brings


def test_the_list_has_what_the_movement_needs_in_both_languages(app):
    kinds = help_kinds()
    wanted = "mentoring translation interpreting testimony legal medical teaching-english media technology funding"
    assert {*wanted.split(), "hosting", "research"} <= {kind.code for kind in kinds}
    for language in LANGUAGES:
        names = [kind.name(language) for kind in kinds]
        assert all(names)
        assert len(set(names)) == len(names)


# Choosing


def test_one_chooses_from_the_list_and_others_read_it_in_their_language(client, new_client, member):
    client.login(member)
    sent = fields_of(client.get(PATH)) | {"offers": ["translation", "mentoring"], "looks_for": ["legal"]}
    sent |= {"offers_audience": "everyone", "display_name_audience": "everyone"}
    assert client.post(PATH, sent).status == 303
    profile = get_profile(member)
    assert (sorted(profile.offers), profile.looks_for) == (["mentoring", "translation"], ["legal"])
    assert boxes(client.get(PATH), "offers")[1] == ["mentoring", "translation"]
    visitor = new_client()
    page = visitor.get("/en/members/haru-song").text
    assert "Mentoring" in page
    assert "Legal advice" not in page  # not opened
    assert kind("mentoring").name_ko in visitor.get("/ko/members/haru-song").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_is_sorted_for_the_reader(client, member, language):
    client.login(member)
    page = client.get(f"/{language}/settings/profile")
    names = [box.find_next("label").get_text() for box in page.select("main input[name=offers]")]
    assert names == sorted(names, key=str.casefold)
    assert len(names) == len(help_kinds())


@pytest.mark.parametrize("codes", [["astrology"], ["mentoring", "astrology"], [""], ["MENTORING"], ["<script>"]])
def test_a_kind_that_is_not_on_the_list_is_refused_with_a_sentence(client, member, codes):
    client.login(member)
    page = client.post(PATH, fields_of(client.get(PATH)) | {"offers": codes})
    assert page.status == 422
    assert "Choose only from the answers offered." in page.one("#offers-error").get_text()
    assert get_profile(member).offers == []


def test_a_retired_kind_stays_with_who_chose_it_until_they_untick_it(client, member, admin):
    offer(member, "film", "media")
    retire(admin, "film")
    client.login(member)
    page = client.get(PATH)
    assert boxes(page, "offers")[1] == ["film", "media"]
    assert "film" not in boxes(page, "looks_for")[0]  # one did not choose it there
    assert client.post(PATH, fields_of(page)).status == 303
    assert sorted(get_profile(member).offers) == ["film", "media"]
    assert "Film and photography" in client.get("/en/members/haru-song").text
    page = client.post(PATH, fields_of(client.get(PATH)) | {"offers": ["media"]})
    assert page.status == 303
    assert get_profile(member).offers == ["media"]
    assert "film" not in boxes(client.get(PATH), "offers")[0]


def test_nobody_newly_chooses_a_retired_kind(client, member, admin):
    retire(admin, "film")
    client.login(member)
    page = client.get(PATH)
    assert "film" not in boxes(page, "offers")[0]
    assert client.post(PATH, fields_of(page) | {"offers": ["film"]}).status == 422


# Words


def test_names_are_the_readers_and_a_kind_that_is_gone_keeps_its_code(app):
    for language in LANGUAGES:
        with app.test_request_context(f"/{language}/members"), in_language(language):
            assert help_name("mentoring") == kind("mentoring").name(language)
            assert help_names(["gone", "mentoring"]) == sorted(
                ["gone", kind("mentoring").name(language)], key=str.casefold
            )
            assert [code for code, _name in help_choices(["gone"]) if code == "gone"] == []


def test_a_page_asks_for_the_words_once(app):
    with statements() as asked, app.test_request_context("/en/members"):
        for code in ("mentoring", "legal", "gone"):
            help_name(code)
        help_names(["film", "media"])
    assert len([one for one in asked if "help_kind" in one.text]) == 1


# The list itself


def test_a_kind_that_is_added_can_be_chosen(admin):
    add_help_kind(actor=admin, name_en="Childcare", name_ko="아이 돌봄")
    assert kind("childcare").name("ko") == "아이 돌봄"
    assert [entry.action for entry in db.session.scalars(sa.select(AuditEntry))] == ["members.add_help_kind"]
    assert db.session.scalars(sa.select(AuditEntry.subject_name)).one() == "childcare"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Teaching Dutch", "teaching-dutch"),
        ("Women’s health", "womens-health"),
        ("Café & more!", "cafe-more"),
        ("아이 돌봄", ""),
        ("123", ""),
        ("A very long name that goes on and on and on", "a-very-long-name-that-goes-on"),
    ],
)
def test_a_code_is_made_of_the_name(name, code):
    assert code_of(name) == code


@pytest.mark.parametrize(
    ("names", "refusal"),
    [
        (("Mentoring", "다른 이름", "other"), HelpKindExists),
        (("MENTORING", "다른 이름", "other"), HelpKindExists),
        (("Another", "멘토링", ""), HelpKindExists),
        (("Another", "다른 이름", "mentoring"), HelpKindExists),
        (("돌봄", "다른 이름", ""), NoHelpCode),
        (("New", "다른 이름", ""), NoHelpCode),
    ],
    ids=["name", "name in capitals", "Korean name", "code", "no letters", "an address"],
)
def test_two_kinds_cannot_be_taken_for_one_another(admin, names, refusal):
    before = len(help_kinds())
    with pytest.raises(refusal):
        add_help_kind(actor=admin, name_en=names[0], name_ko=names[1], code=names[2])
    assert len(help_kinds()) == before


def test_the_list_stays_short_enough_to_be_read(admin):
    for number in range(MOST_KINDS - len(help_kinds())):
        db.session.add(HelpKind(code=f"x{number}", name_en=f"X {number}", name_ko=f"ㄱ {number}"))
    db.session.commit()
    with pytest.raises(TooManyHelpKinds):
        add_help_kind(actor=admin, name_en="One more", name_ko="하나 더")


def test_a_kind_is_renamed_retired_and_taken_back_and_the_trail_says_so(admin):
    edit_help_kind(actor=admin, kind=kind("film"), name_en="Films", name_ko="영상", is_retired=False)
    retire(admin, "film")
    one = kind("film")
    edit_help_kind(actor=admin, kind=one, name_en="Films", name_ko="영상", is_retired=False)
    edit_help_kind(actor=admin, kind=one, name_en="Films", name_ko="영상", is_retired=False)  # nothing changes
    assert (kind("film").name("en"), kind("film").is_retired) == ("Films", False)
    assert [entry.action for entry in db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.at))] == [
        "members.rename_help_kind",
        "members.retire_help_kind",
        "members.offer_help_kind_again",
    ]


def test_a_kind_cannot_take_the_name_of_another(admin):
    with pytest.raises(HelpKindExists):
        edit_help_kind(actor=admin, kind=kind("film"), name_en="mentoring", name_ko="영상", is_retired=False)
    assert kind("film").name("en") == "Film and photography"


def test_of_two_who_add_the_same_kind_at_the_same_moment_one_is_refused(race, admin):
    actor_id = admin.id

    def add(code):
        add_help_kind(actor=db.session.get(type(admin), actor_id), name_en="Childcare", name_ko="돌봄", code=code)

    results = race(lambda: add("childcare"), lambda: add("childcare"), lambda: add("care"))
    assert sorted(type(result).__name__ for result in results) == ["HelpKindExists", "HelpKindExists", "NoneType"]


# How many


@pytest.fixture
def exact(monkeypatch):
    """Small numbers are told."""
    monkeypatch.setattr("community.members.queries.help.FEWEST_COUNTED", 0)


def counted():
    return {count.kind.code: (count.offer, count.look_for) for count in count_help()}


def test_counts_are_of_active_members_and_exact(member, exact):
    offer(member, "mentoring", "teaching-english")
    offer(member_with_profile(), "mentoring")
    offer(member_with_profile(suspended=True), "mentoring")
    get_profile(member).looks_for = ["legal"]
    db.session.commit()
    assert counted()["mentoring"] == (2, 0)
    assert counted()["teaching-english"] == (1, 0)
    assert counted()["legal"] == (0, 1)
    assert counted()["teaching-korean"] == (0, 0)


@pytest.mark.parametrize(
    ("audiences", "counts"),
    [
        ({}, (1, 1)),
        ({"offers": Audience.MEMBERS}, (1, 1)),
        ({"offers": Audience.GROUPS}, (0, 1)),
        ({"offers": Audience.ONLY_ME}, (0, 1)),
        ({"looks_for": Audience.ONLY_ME}, (1, 0)),
        ({"display_name": Audience.GROUPS}, (0, 0)),
    ],
)
def test_what_is_closed_to_members_is_counted_for_nobody(member, exact, audiences, counts):
    profile = get_profile(member)
    profile.offers = profile.looks_for = ["mentoring"]
    profile.open_to(dict.fromkeys(FIELDS, Audience.EVERYONE) | audiences)
    db.session.commit()
    assert counted()["mentoring"] == counts


def test_what_nobody_chose_an_audience_for_is_counted_for_nobody(member, exact):
    profile = get_profile(member)
    profile.offers, profile.audiences = ["mentoring"], {}
    db.session.commit()
    assert counted()["mentoring"] == (0, 0)


def test_small_numbers_are_not_told(member):
    for _number in range(FEWEST_COUNTED - 1):
        offer(member_with_profile(), "mentoring")
    assert counted()["mentoring"] == (None, None)
    offer(member, "mentoring")
    assert counted()["mentoring"] == (FEWEST_COUNTED, None)


# Asking the database once


def test_names_are_asked_for_once_in_a_transaction_and_anew_in_the_next(app, admin):
    with app.test_request_context("/en/members"), in_language("en"):
        db.session.rollback()
        with statements() as seen:
            assert [help_name("film"), *help_names(["legal", "film"])][1:] == [help_name("film"), help_name("legal")]
        assert len(seen) == 1
        edit_help_kind(actor=admin, kind=kind("film"), name_en="Cinema", name_ko="영화", is_retired=False)
        assert help_name("film") == "Cinema"
