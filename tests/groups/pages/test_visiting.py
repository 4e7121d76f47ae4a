"""Finding a group, and what its page says to whom."""

import pytest

from community.db import db, now
from community.groups.models import JoinPolicy, MembershipState
from community.groups.operations import found_groups
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.groups.pages.browsing import SLUG, browse
from tests.statements import statements


def test_index_without_groups_says_what_to_do(client):
    assert client.get("/en/groups").has(".empty a")


@pytest.mark.parametrize(("language", "name"), [("en", "Common ground"), ("ko", "문화로 여는 공감")])
def test_index_shows_the_founding_groups(client, language, name):
    found_groups()
    page = client.get(f"/{language}/groups")
    assert len(page.select(".cards > li")) == 7
    narrowed = client.get(f"/{language}/groups?commitment=2")
    assert [title.text for title in narrowed.select(".cards h2")] == [name]
    assert narrowed.one('nav [aria-current="page"][href*="commitment=2"]')


@pytest.mark.parametrize("value", ["0", "8", "x", "", "99999999999999999999999"])
def test_index_with_a_senseless_commitment_shows_all(client, group, value):
    assert len(client.get(f"/en/groups?commitment={value}").select(".cards > li")) == 1


def test_index_shows_counts_and_policies_and_foreign_names_in_their_language(client, people, group):
    GroupFactory(name_en="", name_ko="합창단", purpose_en="", open=True)
    page = client.get("/en/groups")
    first, second = page.select(".cards > li")
    assert "3 members" in first.text
    assert "On request" in first.text
    assert "0 members" in second.text
    assert second.select_one('h2 [lang="ko"]').text == "합창단"
    assert not first.select("h2 [lang]")


def test_index_of_a_commitment_without_groups_says_so(client, group):
    assert client.get("/en/groups?commitment=5").has(".empty")


def test_mine_shows_groups_and_requests(client, people, group):
    assert client.login(people["stranger"]).get("/en/groups/mine").has(".empty a")
    assert "Coordinator" in client.login(people["coordinator"]).get("/en/groups/mine").text
    page = client.login(people["applicant"]).get("/ko/groups/mine")
    assert "영화의 밤" in page.text
    assert page.has(f'form[action="/ko/groups/{SLUG}/request/cancel"]')
    assert client.login(people["banned"]).get("/en/groups/mine").has(".empty")


def test_for_a_visitor_no_more_is_read_of_the_coordinators_than_is_shown(client, people, url):
    db.session.rollback()
    db.session.expunge_all()
    with statements() as asked:
        assert client.get(url("")).status == 200
    of_members = [one.text for one in asked if "member.handle" in one.text]
    assert len(of_members) == 1
    assert not any(name in of_members[0] for name in ("email_", "password_hash", "belonging", "bio", "profile.city"))


def test_page_says_how_one_stands(client, people, url, group):
    join, leave, cancel = (f'form[action="{url(path)}"]' for path in ("/join", "/leave", "/request/cancel"))
    for who, selector in {
        "visitor": f'a[href="{url("/join")}"]',
        "stranger": f'a[href="{url("/join")}"]',
        "applicant": cancel,
        "member": leave,
        "coordinator": leave,
    }.items():
        page = browse(client, people, who).get(url(""))
        found = {name for name in (f'a[href="{url("/join")}"]', join, leave, cancel) if page.has(name)}
        assert found == {selector}, who
    page = browse(client, people, "banned").get(url(""))
    assert "cannot take you in" in page.text
    assert not page.has(f'a[href="{url("/join")}"]')
    group.join_policy = JoinPolicy.OPEN
    db.session.commit()
    assert browse(client, people, "stranger").get(url("")).has(join)
    group.join_policy = JoinPolicy.BY_INVITATION
    db.session.commit()
    assert "by invitation" in browse(client, people, "stranger").get(url("")).text


@pytest.mark.parametrize("state", [MembershipState.DECLINED, MembershipState.REMOVED])
def test_page_tells_why_it_ended_to_that_person_alone(client, people, url, group, state):
    member = MemberFactory()
    MembershipFactory(group=group, member=member, state=state, ended_at=now(), reason="We are full.")
    assert "We are full." in client.login(member).get(url("")).text
    assert "We are full." not in client.login(people["stranger"]).get(url("")).text


def test_page_counts_requests_for_coordinators_alone(client, people, url):
    page = browse(client, people, "coordinator").get(url(""))
    assert "Requests (1 waiting)" in page.text
    assert "waiting" not in browse(client, people, "member").get(url("")).text


def test_page_links_the_commitments(client, group, url):
    links = [link["href"] for link in client.get(url("")).select(".commitment a")]
    assert links == ["/en/declaration/commitments/2", "/en/declaration/commitments/7"]


def test_page_without_coordinators_says_so(client):
    GroupFactory(slug="orphan")
    assert "Nobody coordinates this group yet" in client.get("/en/groups/orphan").text


@pytest.mark.parametrize("who", ["visitor", "stranger", "applicant"])
def test_page_tells_nobody_outside_who_coordinates_but_does_not_say_so(client, people, url, who):
    page = browse(client, people, who).get(url(""))
    assert people["coordinator"].display_name not in page.text
    assert people["coordinator"].handle not in page.text
    assert "A coordinator" in page.text


def test_control_page_tells_fellows_the_handles_of_coordinators(client, people, url):
    assert f"@{people['coordinator'].handle}" in browse(client, people, "member").get(url("")).text
