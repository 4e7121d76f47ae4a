"""The menu of a group: on a phone one line that says where one is, and the pages behind it."""

import pytest

from tests.discussions.factories import TopicFactory, fill
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory

BASE = "/en/groups/film-nights"


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights")


@pytest.fixture
def browser(client, group):
    member = MemberFactory()
    MembershipFactory(group=group, member=member, coordinator=True)
    return client.login(member, second_factor=True)


def test_the_fold_says_where_one_is_and_stands_before_the_pages(browser, group):
    topic = TopicFactory(group=group)
    fill(topic, MemberFactory(), 1)
    for path, here in (("", "Overview"), ("/topics", "Discussions"), (f"/topics/{topic.id}", "Discussions")):
        page = browser.get(BASE + path)
        assert page.one("details.fold summary strong").text == here
        # A style sheet shows the list beside an open fold, and always where there is room.
        assert page.has(f"details.fold:not([open]) + ul a[href='{BASE}/topics']")
        assert page.one("details.fold + ul a[aria-current]").text.strip() == here


def test_the_fold_names_no_page_where_one_is_on_none_of_them(browser):
    page = browser.get(f"{BASE}/requests")
    assert not page.has("details.fold summary strong")
    assert page.has("details.running[open]")


def test_who_only_visits_sees_no_menu(client, group):
    assert not client.login(MemberFactory()).get(BASE).has("details.fold")
