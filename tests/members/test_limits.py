"""What one member may do on one day; and less of it while the account is new."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.exceptions import TooManyRequests

from community.access import viewer
from community.accounts.models import Member, Role
from community.db import db, now
from community.groups.models import Group, GroupRole, Invitation, Membership
from community.members.limits import count
from community.members.models import Limit, ReachedLimit
from community.members.probation import A_DAY, find_probation, is_on_probation, is_past_probation, most_a_day
from tests.apps import another_app
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.factories import member_with_profile
from tests.pages import PageClient

NEW, OLD = timedelta(days=13, hours=23), timedelta(days=14, minutes=1)


@pytest.fixture
def limited(app: Flask) -> Iterator[Flask]:
    """The application with limits on, small ones for new accounts."""
    with another_app(app, LIMITS="on", PROBATION_REQUESTS="2", PROBATION_INVITATIONS="1") as other:
        yield other


def a_member(age: timedelta, **values) -> Member:
    return member_with_profile(confirmed_at=now() - age, **values)


def browser_of(app: Flask, member: Member) -> PageClient:
    return PageClient(app).login(member, second_factor=True)


def reached() -> list[tuple]:
    db.session.rollback()
    rows = sa.select(ReachedLimit.member_id, ReachedLimit.reached, ReachedLimit.times)
    return [tuple(row) for row in db.session.execute(rows)]


def answers(page) -> bool:
    return page.status == 303


@pytest.mark.parametrize(
    ("age", "role", "new"),
    [
        (timedelta(0), Role.MEMBER, True),
        (NEW, Role.MEMBER, True),
        (OLD, Role.MEMBER, False),
        (timedelta(0), Role.MODERATOR, False),
        (timedelta(0), Role.ADMINISTRATOR, False),
    ],
)
def test_an_account_is_new_for_a_fortnight_or_until_it_gets_a_role(age, role, new):
    member = a_member(age, role=role)
    assert is_on_probation(member) is new
    # What Python says of one, the database says of many.
    assert db.session.scalars(sa.select(Member.id).where(is_past_probation())).all() == ([] if new else [member.id])


def test_whoever_has_not_confirmed_is_new():
    member = a_member(timedelta(0))
    member.state, member.confirmed_at = "unconfirmed", None
    assert is_on_probation(member)
    db.session.commit()
    assert db.session.scalars(sa.select(Member.id).where(is_past_probation())).all() == []


@pytest.mark.parametrize("limit", Limit)
def test_a_new_account_may_never_do_more_than_an_old_one(limit):
    assert 1 <= most_a_day(a_member(NEW), limit) <= most_a_day(a_member(OLD), limit) == A_DAY[limit]


def test_a_setting_never_gives_a_new_account_more_than_an_old_one(app):
    with another_app(app, PROBATION_CONTACTS="5000") as other, other.app_context():
        assert most_a_day(a_member(NEW), Limit.CONTACTS) == A_DAY[Limit.CONTACTS]


def test_probation_can_be_switched_off(app):
    with another_app(app, PROBATION_DAYS="0") as other, other.app_context():
        assert not is_on_probation(a_member(timedelta(seconds=1)))


def test_a_member_reads_until_when_and_how_much(limited):
    member = a_member(NEW)
    with limited.app_context():
        new = find_probation(member)
        assert (new.contacts, new.requests, new.invitations) == (3, 2, 1)
        assert abs(new.until - now() - timedelta(hours=1)) < timedelta(minutes=1)
        assert find_probation(a_member(OLD)) is None
    for path in ("/en/settings/privacy", "/en/settings/steps"):
        page = browser_of(limited, member).get(path)
        assert [item.text for item in page.select(".probation li")] == [
            "3 requests for contact a day",
            "2 groups a day that you join or ask to join",
            "1 invitation a day to a group that you coordinate",
        ]
        assert not browser_of(limited, a_member(OLD)).get(path).has(".probation")


def send_request(browser: PageClient, group: Group):
    return browser.post(f"/en/groups/{group.slug}/join", {"answer_1": "I can teach on Mondays."})


def asking_groups(number: int) -> list[Group]:
    return GroupFactory.create_batch(number, questions_en=["Why?"])


def test_a_new_account_asks_few_groups_a_day_and_loses_nothing_that_it_typed(limited):
    member = a_member(NEW)
    browser = browser_of(limited, member)
    *first, last = asking_groups(3)
    assert all(answers(send_request(browser, group)) for group in first)
    page = send_request(browser, last)
    assert page.status == 429
    assert page.one('textarea[name="answer_1"]').text.strip() == "I can teach on Mondays."
    assert (
        "in its first 14 days this is possible 2 times a day. Try again in about 24 hours."
        in page.one(".error-summary").text
    )
    assert db.session.query(Membership).filter_by(member_id=member.id).count() == 2
    assert reached() == [(member.id, Limit.JOIN_REQUESTS, 1)]


def test_how_often_somebody_goes_on_is_counted_in_one_row(limited):
    member = a_member(NEW)
    browser = browser_of(limited, member)
    for group in asking_groups(5):
        send_request(browser, group)
    assert reached() == [(member.id, Limit.JOIN_REQUESTS, 3)]


def test_control_an_old_account_meets_no_small_limit(limited):
    browser = browser_of(limited, a_member(OLD))
    assert all(answers(send_request(browser, group)) for group in asking_groups(5))
    assert reached() == []


def test_control_without_limits_nothing_is_counted(app):
    browser = browser_of(app, a_member(NEW))
    assert all(answers(send_request(browser, group)) for group in asking_groups(5))
    assert reached() == []


def test_a_role_ends_the_probation(limited):
    member = a_member(NEW)
    browser = browser_of(limited, member)
    groups = asking_groups(4)
    assert [send_request(browser, group).status for group in groups[:3]] == [303, 303, 429]
    member.role = Role.MODERATOR
    db.session.commit()
    assert answers(send_request(browser, groups[3]))


def test_what_was_typed_wrongly_and_asking_twice_use_nothing_up(limited):
    browser = browser_of(limited, a_member(NEW))
    first, second = asking_groups(2)
    assert browser.post(f"/en/groups/{first.slug}/join", {"answer_1": ""}).status == 422
    assert answers(send_request(browser, first))
    assert [send_request(browser, first).status for _ in range(3)] == [422] * 3
    assert answers(send_request(browser, second))


def test_the_limit_of_one_member_is_nobody_elses(limited):
    groups = asking_groups(3)
    for group in groups:
        send_request(browser_of(limited, a_member(NEW)), group)
    assert reached() == []


def test_a_new_coordinator_makes_few_invitations_a_day(limited):
    member, group = a_member(NEW), GroupFactory()
    MembershipFactory(group=group, member=member, role=GroupRole.COORDINATOR)
    browser, url = browser_of(limited, member), f"/en/groups/{group.slug}/invitations"
    assert answers(browser.post(url, {"days": "7", "max_uses": "2", "note": "for the choir"}))
    page = browser.post(url, {"days": "3", "max_uses": "5", "note": "for the film night"})
    assert page.status == 429
    assert "this is possible 1 time a day" in page.one(".error-summary").text
    assert page.one('input[name="note"]')["value"] == "for the film night"
    assert db.session.query(Invitation).count() == 1
    assert reached() == [(member.id, Limit.INVITATIONS, 1)]


def test_who_is_past_probation_has_a_limit_too(limited, monkeypatch):
    monkeypatch.setitem(A_DAY, Limit.JOIN_REQUESTS, 1)
    browser = browser_of(limited, a_member(OLD))
    first, second = asking_groups(2)
    assert answers(send_request(browser, first))
    assert "You have done this very often today." in send_request(browser, second).one(".error-summary").text


def test_where_no_form_is_left_the_page_says_it_in_plain_words(limited):
    member = a_member(NEW)
    count_once = racing(limited, member, Limit.INVITATIONS)
    limited.add_url_rule("/en/once-more", "once_more", lambda: count(viewer(), Limit.INVITATIONS))
    browser = browser_of(limited, member)
    assert count_once()
    page = browser.get("/en/once-more")
    assert page.status == 429
    assert page.one(".lead").text.startswith(
        "Your account is new: in its first 14 days this is possible 1 time a day. Try again in about 24 hours."
    )


def racing(app: Flask, member: Member, limit: Limit) -> Callable[[], bool]:
    member_id = member.id

    def once() -> bool:
        with app.test_request_context():
            try:
                count(db.session.get_one(Member, member_id), limit)
            except TooManyRequests:
                return False
            return True

    return once


def test_of_many_at_the_last_one_as_many_pass_as_are_left(limited, race):
    member = a_member(NEW)
    results = race(*[racing(limited, member, Limit.JOIN_REQUESTS)] * 6)
    assert sorted(results) == [False] * 4 + [True] * 2
    assert [(limit, times) for _member, limit, times in reached()] == [(Limit.JOIN_REQUESTS, 4)]


def test_processes_share_the_count(app, limited):
    member = a_member(NEW)
    again = {"PROBATION_REQUESTS": "2", "PROBATION_INVITATIONS": "1"}
    assert racing(limited, member, Limit.JOIN_REQUESTS)()
    with another_app(app, LIMITS="on", **again) as other:  # as another process sees the same database
        assert racing(other, member, Limit.JOIN_REQUESTS)()
        assert not racing(other, member, Limit.JOIN_REQUESTS)()


def test_the_row_goes_with_the_member(limited):
    member = a_member(NEW)
    for _ in range(2):
        racing(limited, member, Limit.INVITATIONS)()
    assert len(reached()) == 1
    db.session.execute(sa.delete(Member).where(Member.id == member.id))
    db.session.commit()
    assert reached() == []
