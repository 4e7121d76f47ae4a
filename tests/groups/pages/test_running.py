"""The pages by which coordinators run a group."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.models import MemberSession
from community.db import db, now
from community.groups import queries
from community.groups.models import JoinPolicy, Membership, MembershipState, Visibility
from tests.groups.factories import GroupFactory
from tests.groups.pages.browsing import browse

EDIT = {
    "name_en": "Film days",
    "name_ko": "영화의 낮",
    "purpose_en": "To watch.",
    "purpose_ko": "",
    "commitments": ["2", "7"],
    "join_policy": "open",
    "visibility": "members",
    "questions_en": "Why?\n\n  How often? ",
    "questions_ko": "",
}


def test_edit(client, people, group, url):
    browse(client, people, "coordinator")
    page = client.get(url("/edit"))
    assert page.one("#name_ko")["value"] == "영화의 밤"
    assert page.one("#questions_en").text.strip() == "Why?\nHow often?"
    assert {box["value"] for box in page.select('[name="commitments"][checked]')} == {"2", "7"}
    assert client.post(url("/edit"), EDIT).location == url("")
    assert group.name("ko") == "영화의 낮"
    assert group.questions("ko") == ["Why?", "How often?"]
    assert (group.join_policy, group.visibility) == (JoinPolicy.OPEN, Visibility.MEMBERS)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name_en": "", "name_ko": ""}, "Give the group a name in at least one language."),
        ({"name_en": "a" * 81}, "This is too long: at most 80 characters, and there are 81."),
        ({"name_en": "http://evil.example"}, "Write a name here, not an address."),
        ({"purpose_en": "a" * 2001}, "This is too long: at most 2000 characters, and there are 2001."),
        ({"questions_en": "a\nb\nc\nd\ne\nf"}, "Ask at most 5 questions."),
        ({"questions_ko": "a" * 301}, "Keep each question under 300 characters."),
        ({"commitments": []}, "Choose at least one commitment that the group serves."),
        ({"commitments": ["8"]}, "Choose only from the answers offered."),
        ({"professions": ["10"]}, "Choose only from the answers offered."),
        ({"professions": list("012345")}, "Choose at most 5; none means that everybody is welcome alike."),
        ({"join_policy": "always"}, "Choose one of the answers offered."),
        ({"visibility": "secret"}, "Choose one of the answers offered."),
    ],
)
def test_edit_refuses_beside_the_field(desk, group, url, wrong, sentence):
    page = desk.post(url("/edit"), EDIT | wrong)
    assert (page.status, page.errors) == (422, [sentence])
    assert page.one("#purpose_en").text.strip() == (EDIT | wrong)["purpose_en"]
    assert group.name("en") == "Film nights"


def test_a_group_says_which_professions_it_looks_for(desk, group, url):
    assert not desk.get(url("")).has(".professions")
    assert desk.post(url("/edit"), EDIT | {"professions": ["5", "2"]}).location == url("")
    assert group.professions == ["2", "5"]
    assert [item.text for item in desk.get(url("")).select(".professions li")] == [
        "Professionals",
        "Services and sales workers",
    ]
    assert {box["value"] for box in desk.get(url("/edit")).select('[name="professions"][checked]')} == {"2", "5"}
    desk.post(url("/edit"), EDIT)
    assert group.professions == []


def test_requests_show_answers(client, people, group, url):
    membership = queries.find_latest_membership(group, people["applicant"])
    membership.keep_answers([("Why?", "My sister <is> there.")])
    db.session.commit()
    page = browse(client, people, "coordinator").get(url("/requests"))
    assert "My sister <is> there." in page.text
    assert page.has(f'form[action="{url("/requests/{applicant}/approve")}"]')


def test_requests_of_nobody_says_so(client, people):
    GroupFactory(slug="orphan")
    assert client.login(people["moderator"]).get("/en/groups/orphan/requests").has(".empty a")


def test_approve(client, people, group, url, outbox):
    browse(client, people, "coordinator")
    assert client.post(url("/requests/{applicant}/approve")).location == url("/requests")
    assert queries.find_latest_membership(group, people["applicant"]).state is MembershipState.ACTIVE
    page = client.post(url("/requests/{applicant}/approve"))
    assert page.status == 409
    assert "no longer waiting" in page.text
    assert len(outbox()) == 1


@pytest.mark.parametrize(
    ("path", "state", "back"),
    [
        ("/requests/{applicant}/decline", MembershipState.DECLINED, "/requests"),
        ("/members/{member}/remove", MembershipState.REMOVED, "/members"),
        ("/members/{member}/ban", MembershipState.BANNED, "/members"),
        ("/members/{applicant}/ban", MembershipState.BANNED, "/members"),
    ],
)
def test_acts_with_a_reason(desk, url, path, state, back):
    page = desk.post(url(path), {"reason": "a" * 501})
    assert page.status == 422
    assert page.one("#reason").text.strip() == "a" * 501
    assert desk.post(url(path), {"reason": "Not now."}).location == url(back)
    membership = db.session.get_one(Membership, uuid.UUID(url(path).split("/")[-2]))
    assert (membership.state, membership.reason) == (state, "Not now.")


def test_unban_appoint_dismiss(client, people, group, url):
    browse(client, people, "coordinator")
    assert client.post(url("/members/{banned}/unban")).location == url("/members")
    assert queries.find_latest_membership(group, people["banned"]).state is MembershipState.REMOVED
    assert client.post(url("/members/{member}/appoint")).location == url("/members")
    assert queries.find_latest_membership(group, people["member"]).is_coordinator
    assert client.post(url("/members/{member}/dismiss")).location == url("/members")
    assert not queries.find_latest_membership(group, people["member"]).is_coordinator


@pytest.mark.parametrize("way", ["remove", "ban"])
def test_whoever_sends_a_coordinator_away_proves_anew_who_they_are(desk, people, group, url, way):
    stay = queries.find_latest_membership(group, people["deputy"])
    stay.powers_from = now() + timedelta(days=3)  # also while the powers sleep
    db.session.execute(sa.update(MemberSession).values(proved_at=now() - timedelta(minutes=11)))
    db.session.commit()
    path = url(f"/members/{stay.id}/{way}")
    for page in (desk.get(path), desk.post(path, {"reason": "Not now."})):
        assert (page.status, page.location.partition("?")[0]) == (307, "/en/prove")
    assert queries.find_latest_membership(group, people["deputy"]).is_coordinator
    # Of others it is asked as little as of who has just proved it.
    assert desk.get(url(f"/members/{{member}}/{way}")).status == 200
    db.session.execute(sa.update(MemberSession).values(proved_at=now()))
    db.session.commit()
    assert desk.post(path, {"reason": "Not now."}).location == url("/members")
    assert not queries.find_latest_membership(group, people["deputy"]).relations()
