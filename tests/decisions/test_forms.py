"""The forms of decisions and topics: everything that is wrong is told at once, in the order of the page."""

from datetime import timedelta

import pytest

from community.db import db, now
from tests.decisions.factories import ProposalFactory
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory

BASE = "/en/groups/film-nights"
WORDS = {"title": "Mondays", "text": "At six.", "language": "en", "secrecy": "shown", "quorum": "", "closing_time": ""}


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights")


@pytest.fixture
def haru(group):
    member = MemberFactory()
    MembershipFactory(group=group, member=member)
    return member


@pytest.fixture
def browser(client, haru):
    return client.login(haru)


def told(page):
    """The fields to which the summary of errors leads, in its order."""
    assert page.status == 422
    return [link["href"] for link in page.select(".error-summary a")]


@pytest.mark.parametrize("day", ["2020-01-01", "2099-01-01", "2026-02-30"], ids=["past", "far", "none"])
def test_a_proposal_that_is_wrong_in_everything_is_told_so_at_once(browser, day):
    wrong = {"title": "", "text": "", "language": "xx", "closing_day": day, "closing_time": "18:30", "quorum": "7"}
    page = browser.post(f"{BASE}/decisions/new", wrong | {"secrecy": "nobody knows"})
    assert told(page) == ["#title", "#text", "#language", "#closing_day", "#secrecy-0", "#quorum"]


def test_a_time_that_is_missing_is_told_once(browser):
    assert told(browser.post(f"{BASE}/decisions/new", WORDS | {"closing_day": "2020-01-01"})) == ["#closing_time"]


def test_a_proposal_that_closes_soon_is_changed_without_moving_its_closing(browser, group, haru):
    soon = now().replace(second=0, microsecond=0) + timedelta(minutes=30)
    proposal = ProposalFactory(group=group, author=haru, closes_at=soon)

    def change(closes_at, **words):
        at = {"closing_day": closes_at.date().isoformat(), "closing_time": closes_at.strftime("%H:%M")}
        return browser.post(f"{BASE}/decisions/{proposal.id}/edit", WORDS | at | words)

    assert change(soon, version="1").status == 303
    db.session.expire_all()
    assert proposal.title == WORDS["title"]
    assert told(change(soon - timedelta(minutes=1), version="2", title="")) == ["#title", "#closing_day"]


def test_a_topic_without_anything_is_told_so_in_the_order_of_the_page(browser):
    page = browser.post(f"{BASE}/topics/new", {"title": "", "body": "", "language": "xx"})
    assert told(page) == ["#title", "#body", "#language"]
