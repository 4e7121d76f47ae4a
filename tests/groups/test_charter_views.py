"""The pages of a charter."""

import pytest

from community.db import db
from community.groups import operations, queries
from community.groups.models import Group
from tests.factories import MemberFactory
from tests.groups.factories import CharterFactory, GroupFactory, member_of

URL = "/en/groups/film-nights/charter"
INSIDE = ["versions", "versions/1", "versions/1/changes"]


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights")


@pytest.fixture
def author(group):
    return member_of(group, coordinator=True)


@pytest.fixture
def charter(group, author):
    return CharterFactory(group=group, author=author, text_ko="# 우리는\n\n합의로 정합니다.")


def publish(group):
    db.session.get_one(Group, group.id).charter_is_public = True
    db.session.commit()


def test_those_inside_read_it_and_its_history(client, group, author, charter):
    client.login(member_of(group))
    page = client.get(URL)
    assert page.one(".charter h2").text == "How we decide"
    assert not page.has("a[href$='charter/edit']")
    for path in INSIDE:
        assert client.get(f"{URL}/{path}").status == 200
    assert client.get(f"{URL}?language=ko").one(".charter")["lang"] == "ko"
    assert client.get(f"{URL}?language=xx").one(".charter")["lang"] == "en"
    assert client.get(f"{URL}/edit").status == 403


@pytest.mark.parametrize("who", ["visitor", "stranger", "moderator", "applicant", "banned"])
def test_those_outside_read_a_public_charter_and_nothing_before_it(client, group, author, charter, who):
    traits = {"applicant": {"requested": True}, "banned": {"banned": True}}
    if who != "visitor":
        member = member_of(group, **traits[who]) if who in traits else MemberFactory(moderator=who == "moderator")
        client.login(member)
    assert client.get(URL).status == 404
    assert not client.get("/en/groups/film-nights").has(f"a[href='{URL}']")
    publish(group)
    page = client.get(URL)
    assert page.has(".charter")
    assert not page.has("a[href$='charter/versions']")
    assert author.handle not in page.text
    for path in INSIDE:
        assert client.get(f"{URL}/{path}").status in (403, 303)
    assert client.get("/en/groups/film-nights").has(f"a[href='{URL}']")


def test_without_a_charter_coordinators_are_led_to_write_one(client, group, author):
    assert client.login(author).get(URL).has(f"a[href='{URL}/edit']")
    client.login(member_of(group))
    assert client.get(URL).status == 200
    assert not client.get(URL).has(f"a[href='{URL}/edit']")


def test_a_coordinator_saves_it(client, group, author):
    client.login(author)
    began = client.get(f"{URL}/edit").one("#began_with")["value"]
    form = {"text_en": "# Rules", "text_ko": "", "summary": "first", "is_public": "y", "began_with": began}
    assert client.post(f"{URL}/edit", form).status == 303
    assert (queries.find_charter(group).text_en, group.charter_is_public) == ("# Rules", True)


def test_of_two_who_write_the_second_is_shown_both_texts(client, group, author, charter):
    other = member_of(group, coordinator=True)
    client.login(other)
    mine = {"text_en": "My own words.", "text_ko": "", "summary": "mine", "began_with": "1"}
    operations.save_charter(actor=author, group=group, texts={"en": "Words of the first."}, began_with=1)
    page = client.post(f"{URL}/edit", mine)
    assert page.status == 409
    assert page.one("#text_en").text.strip() == "My own words."
    assert page.one("pre[lang=en]").text == "Words of the first."
    assert page.one("#began_with")["value"] == "2"
    assert queries.find_charter(group).text_en == "Words of the first."
    assert client.post(f"{URL}/edit", mine | {"began_with": "2"}).status == 303
    assert queries.find_charter(group).text_en == "My own words."


@pytest.mark.parametrize("began_with", ["", "x", "-1", "999999999999", "٢"])
def test_a_number_that_no_page_gave_loses_nothing(client, group, author, charter, began_with):
    client.login(author)
    page = client.post(f"{URL}/edit", {"text_en": "Mine.", "text_ko": "", "began_with": began_with})
    assert page.status == 409
    assert page.one("#text_en").text.strip() == "Mine."


@pytest.mark.parametrize(
    "values",
    [{"text_en": "", "text_ko": ""}, {"text_en": "x" * 20_001}, {"summary": "x" * 201}, {"text_en": "\u202ex"}],
    ids=["empty", "too long", "summary", "turned"],
)
def test_bad_words_are_refused(client, group, author, values):
    client.login(author)
    form = {"text_en": "Fine.", "text_ko": "", "summary": "", "began_with": "0"}
    assert client.post(f"{URL}/edit", form | values).status == 422
    assert queries.find_charter(group) is None


def test_what_changed_is_read_without_colour(client, group, author, charter):
    texts = {"en": "# How we decide\n\nBy vote.", "ko": charter.text_ko}
    operations.save_charter(actor=author, group=group, texts=texts, began_with=1)
    page = client.login(author).get(f"{URL}/versions/2/changes")
    assert page.one("del").text == "taken out: By consent. (end) "
    assert page.one("ins").text == "added: By vote. (end) "
    assert not page.has(".differences[lang=ko]")


def test_the_words_of_members_do_no_harm(client, group, author):
    text = "# <script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x>"
    CharterFactory(group=group, author=author, text_en=text, summary="<script>alert(2)</script>")
    client.login(author)
    for path in ("", "/versions", "/versions/1", "/versions/1/changes", "/edit"):
        page = client.get(f"{URL}{path}")
        assert page.status == 200
        assert "alert(" not in "".join(str(script) for script in page.select("script, a, img"))


def test_an_earlier_version_is_restored(client, group, author, charter):
    operations.save_charter(actor=author, group=group, texts={"en": "By vote."}, began_with=1)
    client.login(author)
    page = client.get(f"{URL}/versions/1")
    assert page.has(".notice-warning")
    assert client.post(f"{URL}/versions/1/restore", {"began_with": "1"}).status == 409
    began = page.one("form[action$=restore] [name=began_with]")["value"]
    assert client.post(f"{URL}/versions/1/restore", {"began_with": began}).status == 303
    assert queries.find_charter(group).restores == 1


def test_nothing_is_offered_in_an_archived_group(client, group, author, charter):
    operations.archive(actor=author, group=group)
    client.login(author)
    assert not client.get(URL).has(f"a[href='{URL}/edit']")
    page = client.post(f"{URL}/edit", {"text_en": "Mine.", "text_ko": "", "began_with": "1"})
    assert page.status == 422
    assert page.one("#text_en").text.strip() == "Mine."


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999"])
def test_a_version_that_is_not_there(client, group, author, charter, number):
    assert client.login(author).get(f"{URL}/versions/{number}").status == 404
