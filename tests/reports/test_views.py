"""The pages of reports, as members meet them."""

import pytest
import sqlalchemy as sa

from community.accounts.signals import member_data
from community.db import db
from community.members.models import FIELDS, Audience, ReachedLimit
from community.members.operations import block
from community.members.queries import get_profile
from community.reports.models import Report, ReportReason
from community.reports.operations import settle
from tests.apps import another_app
from tests.factories import MemberFactory
from tests.members.factories import member_with_profile
from tests.pages import PageClient
from tests.reports.factories import ReportFactory
from tests.telling import everything_said

FORM = {"reason": "infiltrator", "words": "He asks everybody where their parents live.", "evidence": "Where is she?"}


@pytest.fixture
def member(client):
    member = member_with_profile()
    client.login(member)
    return member


def reports():
    db.session.rollback()
    return list(db.session.scalars(sa.select(Report).order_by(Report.created_at)))


def hide(member, audience=Audience.ONLY_ME):
    profile = get_profile(member)
    profile.open_to({**dict.fromkeys(FIELDS, Audience.ONLY_ME), "display_name": audience})
    db.session.commit()


def test_profile_offers_the_way_to_members_only(client, new_client, member):
    other = member_with_profile()
    hide(other, Audience.EVERYONE)
    path = f"/en/members/{other.handle}/report"
    assert client.get(f"/en/members/{other.handle}").has(f'a[href="{path}"]')
    assert not client.get(f"/en/members/{member.handle}").has(f'a[href="/en/members/{member.handle}/report"]')
    assert not new_client().get(f"/en/members/{other.handle}").has(f'a[href="{path}"]')
    assert new_client().get(path).location.startswith("/en/login")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_report_reaches_the_moderators_and_the_reporter_sees_its_state(client, member, language):
    other = member_with_profile()
    path = f"/{language}/members/{other.handle}/report"
    assert client.get(path).has("form textarea[name=words]")
    answer = client.post(path, FORM)
    assert answer.location == f"/{language}/settings/reports"
    [made] = reports()
    assert (made.reporter_id, made.about_id, made.reason) == (member.id, other.id, ReportReason.INFILTRATOR)
    page = client.get(answer.location)
    assert FORM["words"] in page.text
    assert f"@{other.handle}" in page.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "boring"}, "reason"),
        ({"words": " "}, "words"),
        ({"words": "x" * 2001}, "words"),
        ({"evidence": "x" * 2001}, "evidence"),
    ],
    ids=lambda part: str(part)[:20],
)
def test_report_says_what_is_wrong_and_keeps_what_was_typed(client, member, wrong, field):
    other = member_with_profile()
    page = client.post(f"/en/members/{other.handle}/report", FORM | wrong)
    assert page.status == 422
    assert len(page.errors) == 1
    assert reports() == []
    if field != "evidence":
        assert page.one("textarea[name=evidence]").text.strip() == FORM["evidence"]


def test_report_adds_to_an_open_one_until_it_is_full(client, member):
    other = member_with_profile()
    path = f"/en/members/{other.handle}/report"
    for number in range(5):
        assert client.post(path, FORM | {"words": str(number) * 1900}).status == 303
    page = client.post(path, FORM | {"words": "x" * 1900})
    assert page.status == 422
    assert "at length" in page.errors[0]
    assert page.one("textarea[name=words]").text.strip() == "x" * 1900
    assert len(reports()) == 1


def test_report_of_who_cannot_be_seen_is_as_of_nobody(client, member):
    hidden, suspended, leaving = (
        member_with_profile(),
        member_with_profile(suspended=True),
        member_with_profile(closes_at=member.created_at),
    )
    hide(hidden)
    blocking = member_with_profile()
    block(actor=blocking, member=member)
    missing = everything_said(client.get("/en/members/nobody-here/report").response, "nobody-here")[2]
    for other in (hidden, suspended, leaving, blocking, member):
        page = client.get(f"/en/members/{other.handle}/report")
        assert page.status == 404
        assert everything_said(page.response, other.handle)[2] == missing
        assert client.post(f"/en/members/{other.handle}/report", FORM).status == 404
    assert reports() == []


def test_the_one_it_is_about_never_learns_of_it(client, new_client, member):
    other = member_with_profile()
    client.post(f"/en/members/{other.handle}/report", FORM)
    theirs = new_client().login(other)
    for path in (f"members/{member.handle}", f"members/{other.handle}", "settings/reports", "settings/security"):
        text = theirs.get(f"/en/{path}").response.text
        assert FORM["words"] not in text
    told = [
        str(fact.value) for _l, parts in member_data.send(other) for part in parts for r in part.records for fact in r
    ]
    assert not [value for value in told if member.handle in value or FORM["words"] in value]
    settle(actor=MemberFactory(moderator=True), report=reports()[0], outcome="We suspended them.")
    told = [fact.value for _l, parts in member_data.send(other) for part in parts for r in part.records for fact in r]
    assert "reports.settle" not in told


def test_control_who_reported_is_told_what_they_reported(client, member):
    other = member_with_profile()
    client.post(f"/en/members/{other.handle}/report", FORM)
    told = [fact.value for _l, parts in member_data.send(member) for part in parts for r in part.records for fact in r]
    assert all(thing in told for thing in (FORM["words"], FORM["evidence"], other.handle))


def test_mine_shows_what_was_decided_and_nobody_elses(client, member):
    ReportFactory(reporter=member, settled=True, words="Mine.")
    ReportFactory(reporter=MemberFactory(), about=MemberFactory(), words="Not mine.")
    text = client.get("/en/settings/reports").text
    assert "We talked to them." in text
    assert "Mine." in text
    assert "Not mine." not in text


def test_mine_does_not_follow_a_member_to_their_new_handle(client, member):
    other = member_with_profile(handle="before-it")
    client.post("/en/members/before-it/report", FORM)
    other.handle = "in-hiding"
    db.session.commit()
    text = client.get("/en/settings/reports").response.text
    assert "@before-it" in text
    assert "in-hiding" not in text


def test_mine_goes_on_by_pages_and_says_when_there_is_nothing(client, member):
    assert client.get("/en/settings/reports").has(".empty")
    for _number in range(21):
        ReportFactory(reporter=member)
    page = client.get("/en/settings/reports")
    assert len(page.select("article.entry")) == 20
    following = client.get("/en/settings/reports" + page.one(".pager a[rel=next]")["href"])
    assert len(following.select("article.entry")) == 1


def test_whoever_reports_everybody_is_stopped_and_shown_to_moderators(app):
    with another_app(app, LIMITS="on") as limited, limited.app_context():
        member, others = member_with_profile(), [member_with_profile() for _number in range(21)]
        client = PageClient(limited)
        client.login(member)
        found = [client.post(f"/en/members/{other.handle}/report", FORM).status for other in others]
        assert found == [303] * 20 + [429]
        assert len(reports()) == 20
        reached = db.session.scalars(sa.select(ReachedLimit)).one()
        assert (reached.member_id, reached.reached) == (member.id, "reports")
