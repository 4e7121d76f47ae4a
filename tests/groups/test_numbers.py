"""Numbers over time: each moment in its own week or month, no name, a picture and a table that say the same."""

from datetime import UTC, date, datetime, timedelta

import pytest

from community.db import db, now
from community.groups import queries
from community.groups.queries.numbers import MOST_MONTHS, list_periods
from community.web.columns import draw_columns, levels_up_to
from tests.announcements.factories import AnnouncementFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.factories import member_with_profile

TODAY = date(2026, 11, 18)  # a Wednesday


def at(day):
    return datetime(2026, 11, day, 12, tzinfo=UTC)


@pytest.fixture
def group():
    return GroupFactory(slug="choir")


@pytest.mark.parametrize(
    ("first", "number", "by_week", "begins"),
    [
        (TODAY, 1, True, date(2026, 11, 16)),
        (date(2026, 11, 15), 2, True, date(2026, 11, 9)),
        (TODAY - timedelta(weeks=25), 26, True, date(2026, 5, 25)),
        (TODAY - timedelta(weeks=26), 7, False, date(2026, 5, 1)),
        (date(2019, 1, 31), MOST_MONTHS, False, date(2024, 12, 1)),
    ],
)
def test_young_groups_are_told_by_weeks_and_others_by_months(first, number, by_week, begins):
    firsts, weeks = list_periods(first, TODAY)
    assert (len(firsts), weeks, firsts[0]) == (number, by_week, begins)
    assert firsts == sorted(set(firsts))
    assert firsts[-1] <= TODAY


def test_each_moment_stands_in_its_week(group):
    MembershipFactory(group=group, requested_at=at(3), joined_at=at(3))
    MembershipFactory(group=group, state="left", requested_at=at(4), joined_at=at(4), ended_at=at(16))
    approved = {"requested_at": at(9), "decided_at": at(12), "joined_at": at(12)}
    MembershipFactory(group=group, **approved)
    for hours in (1, 24):
        declined = {"state": "declined", "joined_at": None, "requested_at": at(10), "ended_at": at(10)}
        MembershipFactory(group=group, decided_at=at(10) + timedelta(hours=hours), **declined)
    MembershipFactory(group=group, requested=True, requested_at=at(17))
    MembershipFactory(joined_at=at(3))  # of another group
    first, second, third = queries.tell_numbers(group, TODAY).periods
    assert (first.joined, first.left, first.members, first.asked, first.waited) == (2, 0, 2, 0, None)
    assert (second.joined, second.left, second.members, second.asked) == (1, 0, 3, 3)
    assert (second.decided, second.waited) == (3, 1.0)
    assert (third.joined, third.left, third.members, third.asked, third.decided) == (0, 1, 2, 1, 0)


def test_those_who_came_long_ago_count_among_the_members(group):
    MembershipFactory(group=group, requested_at=at(3), joined_at=at(3) - timedelta(days=2000))
    periods = queries.tell_numbers(group, TODAY).periods
    assert ({period.members for period in periods}, sum(period.joined for period in periods)) == ({1}, 0)


def test_the_page_has_a_table_for_each_picture_and_no_name(client, group):
    coordinator, member = member_with_profile(), member_with_profile(handle="canary-handle", display_name="Canary")
    MembershipFactory(group=group, member=coordinator, coordinator=True, joined_at=now() - timedelta(days=40))
    MembershipFactory(group=group, member=member)
    MembershipFactory(group=group, requested=True)
    AnnouncementFactory(group=group, author=member)
    page = client.login(coordinator).get("/en/groups/choir/numbers")
    assert page.status == 200
    assert "anary" not in page.select("main")[0].get_text()
    pictures, tables = page.select("figure > svg"), page.select("main table")
    assert len(pictures) == 4  # growth, who came, who asked, announcements; nobody was decided about
    assert len(tables) >= 6
    assert all(picture.title and picture["role"] == "img" for picture in pictures)
    announced = next(table for table in tables if table.caption.get_text() == "Announcements")
    assert [cell.get_text() for cell in announced.select("td")][-1] == "1"


@pytest.mark.parametrize("who", ["member", "moderator"])
def test_numbers_are_for_coordinators(client, group, who):
    person = member_with_profile(moderator=who == "moderator")
    if who == "member":
        MembershipFactory(group=group, member=person)
    assert client.login(person).get("/en/groups/choir/numbers").status == 403


def test_columns_fill_their_places():
    drawn = draw_columns([[1, 4, None], [0, 2, 1.5]])
    assert [(column.series, column.height) for column in drawn.columns] == [(1, 25), (1, 100), (2, 50), (2, 37.5)]
    assert all(column.x >= 0 and column.x + column.width <= 100 for column in drawn.columns)
    assert all(column.y + column.height == 100 for column in drawn.columns)
    assert (len(drawn.middles), levels_up_to(3)) == (3, [0, 1, 2, 3])
    assert draw_columns([[0, None]]) is None
    assert draw_columns([[]]) is None


def test_control_a_group_without_anybody_has_numbers(group):
    told = queries.tell_numbers(group, TODAY)
    assert ([period.members for period in told.periods], told.added) == ([0], {})
    db.session.rollback()
