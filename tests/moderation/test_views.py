"""The pages of the desk."""

import pytest
import sqlalchemy as sa

from community.accounts.models import FirstAdministrator, Member, Role
from community.accounts.operations import administrator_token
from community.audit import AuditEntry, record
from community.db import atomic, db
from community.groups.queries import find_group_by_slug
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory

PAGES = ["admin", "admin/members", "admin/audit"]


@pytest.fixture
def moderator(client):
    member = MemberFactory(moderator=True)
    client.login(member)
    return member


@pytest.fixture
def administrator(client):
    member = MemberFactory(administrator=True)
    client.login(member)
    return member


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
    member = MemberFactory()
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


def test_members_lists_active_and_suspended_but_not_unconfirmed(client, moderator):
    MemberFactory(display_name="Here")
    MemberFactory(display_name="Away", suspended=True)
    MemberFactory(display_name="Nobody", unconfirmed=True)
    text = client.get("/en/admin/members").text
    assert "Here" in text
    assert "Away" in text
    assert "Suspended" in text
    assert "Nobody" not in text


@pytest.mark.parametrize("search", ["보라", "NIGHT", "@blue-r", " bora "])
def test_members_finds_by_a_part_of_name_or_handle(client, moderator, search):
    MemberFactory(display_name="강보라 Bora of the Night", handle="blue-river-1")
    MemberFactory(display_name="Daniel", handle="harbour-2")
    page = client.get("/en/admin/members", query_string={"q": search})
    assert [row.a.text for row in page.select(".rows li")] == ["강보라 Bora of the Night"]


@pytest.mark.parametrize("search", ["%", "_", "\\", "x" * 500])
def test_members_takes_every_sign_as_itself(client, moderator, search):
    MemberFactory(display_name="Daniel")
    page = client.get("/en/admin/members", query_string={"q": search})
    assert page.has(".empty")


def test_members_leaves_out_what_cannot_be_seen(client, moderator):
    MemberFactory(display_name="Daniel")
    page = client.get("/en/admin/members", query_string={"q": "Dan\u200biel"})
    assert [row.a.text for row in page.select(".rows li")] == ["Daniel"]


def test_members_goes_on_by_pages(client, moderator):
    MemberFactory.create_batch(52)
    page = client.get("/en/admin/members")
    assert len(page.select(".rows li")) == 50
    following = client.get("/en/admin/members" + page.one(".pager a[rel=next]")["href"])
    assert len(following.select(".rows li")) == 3


def test_member_shows_no_address(client, moderator):
    member = MemberFactory(address="secret@example.org")
    page = client.get(f"/en/admin/members/{member.handle}")
    assert member.display_name in page.one("h1").text
    assert "secret@" not in page.response.text


def test_member_answers_404_for_the_unconfirmed_as_for_the_unknown(client, moderator):
    assert client.get(f"/en/admin/members/{MemberFactory(unconfirmed=True).handle}").status == 404
    assert client.get("/en/admin/members/nobody-here").status == 404


# suspend and restore


def test_suspend_ends_the_session_at_the_next_request(client, new_client, moderator):
    member = MemberFactory()
    theirs = new_client().login(member)
    assert theirs.get("/en/groups/mine").status == 200
    answer = client.post(f"/en/admin/members/{member.handle}/suspend", {"reason": "Spam."})
    assert answer.location == f"/en/admin/members/{member.handle}"
    assert theirs.get("/en/groups/mine").location.startswith("/en/login")
    assert theirs.get("/en/").has(".join-call")
    assert "Spam." in client.get(answer.location).text


def test_suspend_wants_a_reason_and_keeps_the_page(client, moderator):
    member = MemberFactory()
    page = client.post(f"/en/admin/members/{member.handle}/suspend", {"reason": " "})
    assert page.status == 422
    assert page.errors == ["Write the reason: the member has a right to know it."]
    assert db.session.get(Member, member.id).is_active


def test_suspend_shows_a_refusal_in_the_form(client, moderator):
    coordinator = MembershipFactory(coordinator=True).member_id
    handle = db.session.get(Member, coordinator).handle
    page = client.post(f"/en/admin/members/{handle}/suspend", {"reason": "Spam."})
    assert page.status == 422
    assert "Make somebody else a coordinator first" in page.errors[0]
    assert page.one("textarea").text.strip() == "Spam."


def test_suspend_offers_nothing_against_oneself(client, moderator):
    assert not client.get(f"/en/admin/members/{moderator.handle}").has("textarea")
    page = client.post(f"/en/admin/members/{moderator.handle}/suspend", {"reason": "x"})
    assert page.status == 422
    assert page.errors


def test_suspend_by_a_member_or_visitor_changes_nothing(client):
    member = MemberFactory()
    path = f"/en/admin/members/{member.handle}/suspend"
    assert client.post(path, {"reason": "x"}).location.startswith("/en/login")
    client.login(MemberFactory())
    assert client.post(path, {"reason": "x"}).status == 403
    assert db.session.get(Member, member.id).is_active


def test_restore_lets_in_again(client, moderator):
    member = MemberFactory(suspended=True)
    page = client.get(f"/en/admin/members/{member.handle}")
    answer = client.post(page.one("main .post-button")["action"])
    assert answer.location == f"/en/admin/members/{member.handle}"
    assert db.session.get(Member, member.id).is_active


def test_restore_of_an_active_member_is_refused_with_a_sentence(client, moderator):
    page = client.post(f"/en/admin/members/{MemberFactory().handle}/restore")
    assert page.status == 409
    assert "not suspended" in page.text


# roles


def test_set_role_makes_a_moderator(client, administrator):
    member = MemberFactory()
    page = client.post(f"/en/admin/members/{member.handle}/role", {"role": "moderator"}, follow=True)
    assert "Moderator" in page.one(".profile-head").text
    assert db.session.get(Member, member.id).role is Role.MODERATOR


@pytest.mark.parametrize("role", ["", "king", "member"])
def test_set_role_refuses_what_makes_no_sense(client, administrator, role):
    page = client.post(f"/en/admin/members/{MemberFactory().handle}/role", {"role": role})
    assert page.status == 422
    assert len(page.errors) == 1


def test_set_role_keeps_the_last_administrator(client, administrator):
    page = client.post(f"/en/admin/members/{administrator.handle}/role", {"role": "member"})
    assert page.status == 422
    assert "last administrator" in page.errors[0]


def test_set_role_leads_who_stepped_down_home(client, administrator):
    MemberFactory(administrator=True)
    answer = client.post(f"/en/admin/members/{administrator.handle}/role", {"role": "member"})
    assert answer.location == "/en/"


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


# the first administrator


def claim_path(language="en"):
    return f"/{language}/admin/claim/{administrator_token()}"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_claim_explains_itself_to_visitors_and_brings_them_back(client, language):
    path = claim_path(language)
    page = client.get(path)
    assert {f"/{language}/signup?next={path}", f"/{language}/login?next={path}"} <= {
        link["href"] for link in page.select("main a")
    }
    assert client.post(path).location == f"/{language}/login?next={path}"


def test_claim_makes_the_member_an_administrator(client):
    member = MemberFactory()
    client.login(member)
    assert client.get(claim_path()).has("main .post-button button")
    assert client.post(claim_path()).location == "/en/admin"
    assert db.session.get(Member, member.id).role is Role.ADMINISTRATOR
    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert entry.action == "accounts.claim_administration"


def test_claim_by_a_get_changes_nothing(client):
    member = MemberFactory()
    client.login(member).get(claim_path())
    assert db.session.get(Member, member.id).role is Role.MEMBER


def test_claim_works_once(client):
    client.login(MemberFactory()).post(claim_path())
    second = MemberFactory()
    client.login(second)
    for page in (client.get(claim_path()), client.post(claim_path())):
        assert page.status == 409
        assert "already been used" in page.text
    assert db.session.get(Member, second.id).role is Role.MEMBER


@pytest.mark.parametrize("token", ["x", "0" * 64, "한글"])
def test_claim_refuses_a_wrong_token(client, token):
    member = MemberFactory()
    client.login(member)
    path = f"/en/admin/claim/{token}"
    assert client.get(path).status == 409
    assert client.post(path).status == 409
    assert db.session.get(Member, member.id).role is Role.MEMBER
    assert db.session.scalar(sa.select(FirstAdministrator)) is None
