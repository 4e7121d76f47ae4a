"""The pages by which one comes into a group and goes, and its roster."""

import pytest
import sqlalchemy as sa

from community.db import atomic, db
from community.groups import queries
from community.groups.models import Group, JoinPolicy, Membership, MembershipState
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.groups.pages.browsing import browse


def test_join_an_open_group_at_once(client, people):
    GroupFactory(slug="choir", open=True)
    client.login(people["stranger"])
    assert len(client.get("/en/groups/choir/join").select("main form button")) == 1
    page = client.post("/en/groups/choir/join", follow=True)
    assert "Welcome to the group." in page.text
    assert page.has('form[action="/en/groups/choir/leave"]')


def test_join_by_answering(client, people, group, url, outbox):
    client.login(people["stranger"])
    page = client.get(url("/join"))
    assert [label.text.strip() for label in page.select("main label")] == ["Why?", "How often?"]
    page = client.post(url("/join"), {"answer_1": "To <learn>.", "answer_2": "Weekly."}, follow=True)
    assert "You asked to join" in page.text
    membership = queries.find_latest_membership(group, people["stranger"])
    assert membership.list_answers() == [("Why?", "To <learn>."), ("How often?", "Weekly.")]
    assert len(outbox()) == 2


def test_join_keeps_what_was_typed(client, people, group, url):
    client.login(people["stranger"])
    page = client.post(url("/join"), {"answer_1": "Because.", "answer_2": " "})
    assert page.status == 422
    assert page.one("#answer_1").text.strip() == "Because."
    assert page.errors == ["Write a few words here."]
    assert client.post(url("/join"), {"answer_1": "a" * 1001, "answer_2": "b"}).status == 422
    assert client.post(url("/join"), {"answer_1": "a\0", "answer_2": "b"}).status == 422
    assert queries.find_latest_membership(group, people["stranger"]) is None


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("applicant", "You have already asked to join. A coordinator will look at it."),
        ("member", "You are already in this group."),
        ("banned", "This group cannot take you in. If you think that is a mistake, write to the moderators."),
    ],
)
def test_join_refuses_in_a_sentence(client, people, url, who, sentence):
    page = browse(client, people, who).post(url("/join"), {"answer_1": "a", "answer_2": "b"})
    assert (page.status, page.errors) == (422, [sentence])


def test_join_by_invitation_only_says_so(client, people, url, group):
    group.join_policy = JoinPolicy.BY_INVITATION
    db.session.commit()
    client.login(people["stranger"])
    assert not client.get(url("/join")).has("main form")
    assert client.post(url("/join")).status == 422


def test_cancel_request(client, people, url, group):
    page = browse(client, people, "applicant").post(url("/request/cancel"), follow=True)
    assert "taken back" in page.text
    assert queries.find_latest_membership(group, people["applicant"]).state is MembershipState.CANCELLED


def test_leave(client, people, url, group):
    page = browse(client, people, "member").post(url("/leave"), follow=True)
    assert page.status == 200
    assert "You have left the group." in page.text


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize(("who", "path"), [("member", "/leave"), ("applicant", "/request/cancel")])
def test_leave_a_hidden_group_leads_to_the_list(client, people, url, who, path):
    page = browse(client, people, who).post(url(path))
    assert page.location == "/en/groups"


def test_leave_as_the_last_coordinator_is_refused(client):
    membership = MembershipFactory(coordinator=True)
    slug = db.session.get_one(Group, membership.group_id).slug
    client.login(db.session.get_one(type(MemberFactory.build()), membership.member_id))
    page = client.post(f"/en/groups/{slug}/leave")
    assert page.status == 409
    assert "Make somebody else a coordinator first." in page.text


def test_roster_shows_people_and_to_coordinators_what_to_do(client, people, url):
    page = browse(client, people, "member").get(url("/members"))
    assert page.text.index(people["coordinator"].handle) < page.text.index(people["member"].handle)
    assert people["banned"].handle not in page.text
    assert not page.has("main .post-button")
    page = browse(client, people, "coordinator").get(url("/members"))
    # Who is kept out and shows no name is not followed to a new handle.
    assert people["banned"].handle not in page.text
    assert "A member who is hidden now" in page.text
    for action in ("/members/{member}/appoint", "/members/{banned}/unban"):
        assert page.has(f'form[action="{url(action)}"]')
    for action in ("/members/{member}/remove", "/members/{member}/ban"):
        assert page.has(f'a[href="{url(action)}"]')


def test_whoever_has_left_is_called_by_no_handle(client, people, url, group):
    """Who coordinated and invited, and then goes and hides, is not followed by those who stay."""
    gone = people["coordinator"]
    stay = db.session.scalars(sa.select(Membership).filter_by(group_id=group.id, member_id=gone.id)).one()
    atomic(stay.end)(MembershipState.LEFT)
    db.session.commit()
    browse(client, people, "deputy")
    for path in ("/invitations", f"/members/{stay.id}/remove"):
        page = client.get(url(path))
        assert page.status == 200
        assert gone.handle not in page.text
        assert "member who is hidden now" in page.text


def test_roster_of_nobody_says_so(client, people):
    GroupFactory(slug="orphan")
    assert client.login(people["moderator"]).get("/en/groups/orphan/members").has(".empty")
