"""The page on which administrators keep the list of the kinds of help."""

import pytest

from community.db import db
from community.members.models import FIELDS, Audience, HelpKind
from community.members.queries import get_profile
from tests.factories import MemberFactory
from tests.members.factories import member_with_profile
from tests.members.kinds import help_kinds_put_back

PATH = "/en/admin/help"
NEW = {"name_en": "Childcare", "name_ko": "아이 돌봄", "code": ""}


@pytest.fixture(autouse=True)
def kinds(app):
    """The list, which is as before afterwards."""
    with help_kinds_put_back():
        yield


@pytest.fixture
def desk(client):
    return client.login(MemberFactory(administrator=True), second_factor=True)


def kind(code):
    db.session.rollback()
    return db.session.get(HelpKind, code)


def row_of(page, code):
    return page.one(f"main a[href='{PATH}/{code}']").find_parent("li").get_text(" ", strip=True)


def test_the_list_says_how_many_offer_and_look_for_each_where_they_are_many(desk):
    members = [get_profile(member_with_profile(display_name=f"Secret {number}")) for number in range(11)]
    for number, profile in enumerate(members):
        profile.offers, profile.looks_for = ["mentoring"], ["mentoring"] if number else []
        profile.open_to(dict.fromkeys(FIELDS, Audience.MEMBERS))
    db.session.commit()
    page = desk.get(PATH)
    assert "11 offer it · 10 look for it" in row_of(page, "mentoring")
    assert "Fewer than 10 offer it · Fewer than 10 look for it" in row_of(page, "film")
    members[0].offers, members[1].looks_for = [], []
    db.session.commit()
    assert "10 offer it · Fewer than 10 look for it" in row_of(desk.get(PATH), "mentoring")
    assert "Secret" not in page.text  # who it is stands nowhere


def test_add_a_kind_from_the_desk(desk):
    assert desk.get("/en/admin").has(f"main a[href='{PATH}']")
    page = desk.get(f"{PATH}/new")
    assert page.status == 200
    page = desk.post(f"{PATH}/new", NEW)
    assert (page.status, page.location) == (303, PATH)
    assert "아이 돌봄" in row_of(desk.get(PATH), "childcare")
    assert "added the kind of help" in desk.get("/en/admin/audit").text


def test_rename_retire_and_take_back(desk):
    names = {"name_en": "Films", "name_ko": "영상"}
    assert desk.post(f"{PATH}/film", names | {"is_retired": "y"}).status == 303
    assert (kind("film").name_en, kind("film").is_retired) == ("Films", True)
    assert "Retired" in row_of(desk.get(PATH), "film")
    assert desk.get(f"{PATH}/film").one("input[name=is_retired]").has_attr("checked")
    assert desk.post(f"{PATH}/film", names).status == 303
    assert not kind("film").is_retired


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name_en": ""}, "name_en"),
        ({"name_ko": ""}, "name_ko"),
        ({"name_en": "x"}, "name_en"),
        ({"name_en": "y" * 61}, "name_en"),
        ({"name_en": "https://example.org"}, "name_en"),
        ({"name_ko": "www.example.org"}, "name_ko"),
        ({"name_ko": "돌봄\u202e"}, "name_ko"),
        ({"name_en": "Care\u200b"}, "name_en"),
        ({"name_en": "Care\x07"}, "name_en"),
        ({"name_en": "Mentoring"}, "name_en"),
        ({"code": "two words"}, "code"),
        ({"code": "-care"}, "code"),
        ({"code": "돌봄"}, "code"),
        ({"code": "new"}, "code"),
        ({"code": "c" * 31}, "code"),
    ],
)
def test_what_cannot_stand_is_said_beside_the_field_and_kept(desk, typed, field):
    page = desk.post(f"{PATH}/new", NEW | typed)
    assert page.status == 422
    assert page.has(f"#{field}-error")
    assert page.one("input[name=name_ko]")["value"] == (NEW | typed)["name_ko"]
    assert kind("childcare") is None


def test_a_typed_code_is_taken_in_small_letters(desk):
    desk.post(f"{PATH}/new", NEW | {"code": "Kids"})
    assert kind("kids").name_en == "Childcare"


@pytest.mark.parametrize("path", ["", "/new", "/mentoring"])
def test_it_is_for_administrators_alone(client, new_client, path):
    moderator = client.login(MemberFactory(moderator=True), second_factor=True)
    assert moderator.get(PATH + path).status == 403
    assert not moderator.get("/en/admin").has(f"a[href='{PATH}']")
    assert new_client().login(MemberFactory()).get(PATH + path).status == 403


def test_a_kind_that_is_not_there_is_not_found(desk):
    assert desk.get(f"{PATH}/astrology").status == 404
    assert desk.post(f"{PATH}/astrology", NEW).status == 404
