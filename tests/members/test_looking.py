"""Looking at others is counted wherever a page shows who somebody is, so that the limit has no way around it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from community.accounts.models import Member
from community.db import db, now
from community.members.models import Limit, ReachedLimit
from community.members.probation import A_DAY, LOOKING_ON_PROBATION
from tests.apps import another_app
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.factories import member_with_profile
from tests.pages import PageClient

DEEDS = ("", "/contact", "/block", "/report", "/vouch")


@pytest.fixture
def limited(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application with limits on, of which little is left."""
    for limit in (Limit.PROFILES, Limit.DIRECTORY):
        monkeypatch.setitem(A_DAY, limit, 2)
    with another_app(app, LIMITS="on") as other:
        yield other


def reached() -> list[Limit]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(ReachedLimit.reached)))


def old_member() -> Member:
    return member_with_profile(confirmed_at=now() - timedelta(days=30))


@pytest.mark.parametrize("deed", DEEDS)
def test_every_page_that_names_somebody_counts(limited, deed):
    browser = PageClient(limited).login(old_member())
    paths = [f"/en/members/{member_with_profile().handle}{deed}" for _number in range(3)]
    assert [browser.get(path).status for path in paths] == [200, 200, 429]
    assert reached() == [Limit.PROFILES]


@pytest.mark.parametrize("deed", ["/contact", "/report"])
def test_a_form_that_comes_back_with_a_name_counts_and_one_that_is_done_does_not(limited, deed):
    browser = PageClient(limited).login(old_member())
    right = {"/contact": {"words": "Hello."}, "/report": {"reason": "spam", "words": "Money."}}[deed]
    for _number in range(2):
        assert browser.post(f"/en/members/{member_with_profile().handle}{deed}", right).status == 303
    wrong = [browser.post(f"/en/members/{member_with_profile().handle}{deed}", {}).status for _number in range(3)]
    assert wrong == [422, 422, 429]


def test_oneself_and_who_is_not_there_use_nothing_up(limited):
    member = old_member()
    browser = PageClient(limited).login(member)
    for handle in (member.handle, "nobody-here"):
        for _number in range(3):
            assert browser.get(f"/en/members/{handle}").status in (200, 404)
    assert reached() == []


def test_rosters_count_as_pages_of_the_directory(limited):
    member, group = old_member(), GroupFactory()
    MembershipFactory(group=group, member=member)
    browser = PageClient(limited).login(member)
    paths = (f"/en/groups/{group.slug}/members", "/en/members", f"/en/groups/{group.slug}/members")
    assert [browser.get(path).status for path in paths] == [200, 200, 429]
    assert reached() == [Limit.DIRECTORY]


def test_new_accounts_look_at_fewer(app, monkeypatch):
    monkeypatch.setitem(LOOKING_ON_PROBATION, Limit.PROFILES, 1)
    monkeypatch.setitem(LOOKING_ON_PROBATION, Limit.DIRECTORY, 1)
    with another_app(app, LIMITS="on") as other:
        for member, expected in ((member_with_profile(confirmed_at=now()), 429), (old_member(), 200)):
            browser = PageClient(other).login(member)
            for paths in ([f"/en/members/{old_member().handle}" for _number in range(2)], ["/en/members"] * 2):
                assert [browser.get(path).status for path in paths] == [200, expected]
