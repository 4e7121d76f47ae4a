"""Whoever is not in a group any more is out of it at the next request, in every session that is open."""

import pytest

from community.db import atomic, db
from community.groups import operations, queries
from community.groups.models import Group, GroupState
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory, member_of

INSIDE = ("", "/topics", "/topics/new", "/tasks", "/decisions", "/meetings", "/library", "/members")
TOPIC = {"title": "Where we meet", "body": "At the river.", "language": "en"}


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights", hidden=True)


@pytest.fixture
def coordinator(group):
    return member_of(group, coordinator=True)


@pytest.fixture
def haru():
    return MemberFactory()


@pytest.fixture
def browsers(new_client, group, coordinator, haru):
    """Two browsers of a member who has just read the group in both."""
    MembershipFactory(group=group, member=haru)
    opened = [new_client().login(haru) for _ in range(2)]
    assert [browser.get(f"/en/groups/{group.slug}/topics").status for browser in opened] == [200, 200]
    return opened


def statuses(browser, group):
    return tuple(browser.get(f"/en/groups/{group.slug}{path}").status for path in INSIDE)


def write(browser, group):
    return browser.post(f"/en/groups/{group.slug}/topics/new", TOPIC).status


def stay_of(group, member):
    return queries.find_live_membership(group.id, member.id)


def removed(group, coordinator, haru):
    operations.remove(actor=coordinator, membership=stay_of(group, haru))


def banned(group, coordinator, haru):
    operations.ban(actor=coordinator, membership=stay_of(group, haru))


def left(group, coordinator, haru):
    operations.leave(actor=haru, group=group)


@pytest.mark.parametrize("goes", [removed, banned, left])
def test_open_sessions_are_outside_at_the_next_request(group, coordinator, haru, browsers, goes):
    goes(group, coordinator, haru)
    assert write(browsers[0], group) == 404
    assert statuses(browsers[1], group) == (404,) * len(INSIDE)
    assert browsers[0].get("/en/groups/mine").status == 200  # the session itself lives on


def test_control_who_stays_goes_on(group, coordinator, browsers):
    removed(group, coordinator, member_of(group))
    assert statuses(browsers[0], group) == (200,) * len(INSIDE)
    assert write(browsers[1], group) == 303


def test_an_archived_group_is_read_and_not_written_in(group, browsers):
    @atomic
    def archive():
        db.session.get_one(Group, group.id).state = GroupState.ARCHIVED

    archive()
    assert write(browsers[0], group) in (409, 422)
    assert browsers[1].get(f"/en/groups/{group.slug}/topics").status == 200
    assert "Where we meet" not in browsers[1].get(f"/en/groups/{group.slug}/topics").text


def test_a_coordinator_who_is_one_no_more_decides_nothing_at_the_next_request(group, coordinator, new_client):
    deputy, applicant = member_of(group, coordinator=True), MembershipFactory(group=group, requested=True)
    browser = new_client().login(deputy)
    assert browser.get(f"/en/groups/{group.slug}/requests").status == 200
    operations.dismiss(actor=coordinator, membership=stay_of(group, deputy))
    assert browser.get(f"/en/groups/{group.slug}/requests").status == 403
    assert browser.post(f"/en/groups/{group.slug}/requests/{applicant.id}/approve").status == 403
