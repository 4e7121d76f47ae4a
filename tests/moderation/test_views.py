"""The pages of the desk."""

import pytest

from community.accounts.models import Member, Role
from community.audit import record
from community.db import atomic, db
from community.groups.queries import find_group_by_slug
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory
from tests.members.factories import member_with_profile

PAGES = ["admin", "admin/members", "admin/audit", "admin/reports", "admin/limits"]


# who may


@pytest.mark.parametrize("page", PAGES)
def test_visitors_are_led_to_the_login(client, page):
    assert client.get(f"/en/{page}").location == f"/en/login?next=/en/{page}"


@pytest.mark.parametrize("page", [*PAGES, "admin/groups/new"])
def test_members_are_refused(client, page):
    client.login(MemberFactory())
    assert client.get(f"/en/{page}").status == 403


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("page", PAGES)
def test_moderators_see_the_desk_in_both_languages(client, moderator, language, page):
    assert client.get(f"/{language}/{page}").status == 200


def test_moderators_found_no_groups_and_give_no_roles(client, moderator):
    member = member_with_profile()
    assert client.get("/en/admin/groups/new").status == 403
    assert client.post(f"/en/admin/members/{member.handle}/role", {"role": "moderator"}).status == 403
    assert not client.get(f"/en/admin/members/{member.handle}").has("input[name=role]")
    assert db.session.get(Member, member.id).role is Role.MEMBER


# the desk and the members


def test_index_counts(client, moderator):
    MemberFactory.create_batch(2)
    MemberFactory(suspended=True)
    MemberFactory(unconfirmed=True)
    GroupFactory()
    figures = [figure.text for figure in client.get("/en/admin").select(".figures dd")]
    assert figures == ["3", "1", "1", "0"]


# groups

GROUP = {
    "slug": "film-nights",
    "name_en": "Film nights",
    "name_ko": "영화의 밤",
    "purpose_en": "One film a month.",
    "purpose_ko": "한 달에 영화 한 편.",
    "commitments": ["2", "7"],
    "join_policy": "open",
    "visibility": "public",
    "questions_en": "",
    "questions_ko": "",
}


def test_create_group_makes_it_with_its_coordinator(client, administrator):
    answer = client.post("/en/admin/groups/new", GROUP | {"coordinator": administrator.handle})
    assert answer.location == "/en/groups/film-nights"
    group = find_group_by_slug("film-nights")
    assert group.commitments == [2, 7]
    assert {relation.value for relation in group.relations_to(administrator)} == {"group_member", "coordinator"}


def test_create_group_proposes_oneself(client, administrator):
    assert client.get("/ko/admin/groups/new").one("input[name=coordinator]")["value"] == administrator.handle


def test_create_group_takes_another_member(client, administrator):
    other = MemberFactory(handle="quiet-lake")
    client.post("/en/admin/groups/new", GROUP | {"coordinator": "@Quiet-Lake"})
    assert find_group_by_slug("film-nights").relations_to(other)


def test_create_group_refuses_a_handle_that_nobody_has(client, administrator):
    page = client.post("/en/admin/groups/new", GROUP | {"coordinator": "nobody"})
    assert page.status == 422
    assert page.errors == ["No active member has this handle."]
    assert page.one("input[name=name_ko]")["value"] == "영화의 밤"
    assert find_group_by_slug("film-nights") is None


def test_create_group_refuses_an_address_that_is_taken(client, administrator):
    GroupFactory(slug="film-nights")
    page = client.post("/en/admin/groups/new", GROUP | {"coordinator": administrator.handle})
    assert page.status == 422
    assert "address" in page.errors[0]


# the trail


def test_audit_tells_in_sentences(client, new_client, administrator):
    member = MemberFactory(handle="loud-drum")
    client.post("/en/admin/members/loud-drum/suspend", {"reason": "<b>Spam</b>"})
    client.post("/en/admin/members/loud-drum/restore")
    client.post("/en/admin/members/loud-drum/role", {"role": "moderator"})
    page = client.get("/en/admin/audit")
    rows = [" ".join(row.div.get_text(" ").split()) for row in page.select(".rows li")]
    assert rows == [
        f"{administrator.handle} changed the role of loud-drum . From “Member” to “Moderator”.",
        f"{administrator.handle} restored loud-drum .",
        f"{administrator.handle} suspended loud-drum . Reason: <b>Spam</b>",
    ]
    assert member.email not in page.response.text


def test_audit_names_the_site_and_survives_acts_without_words(client, moderator):
    @atomic
    def act():
        record(None, "nothing.known", moderator)

    act()
    assert "The site did something to" in client.get("/en/admin/audit").text


def test_audit_goes_on_by_pages(client, moderator):
    @atomic
    def act():
        for _ in range(55):
            record(moderator, "moderation.restore", moderator)

    act()
    page = client.get("/en/admin/audit")
    assert len(page.select(".rows li")) == 50
    assert len(client.get("/en/admin/audit" + page.one(".pager a[rel=next]")["href"]).select(".rows li")) == 5
