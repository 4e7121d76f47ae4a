"""One page with what moderators know of a member: everything that was told or done, no field that is closed."""

from datetime import timedelta

import pytest

from community.audit import record
from community.db import atomic, db, now
from community.groups.models import Group
from community.members.models import FIELDS, Audience, Limit, ReachedLimit
from community.members.operations import block
from community.members.operations.forgetting import forget_reached_limits
from community.members.queries import get_profile
from community.vouching.models import Vouch
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.members.factories import member_with_profile
from tests.moderation.test_openings import CANARIES, REASON, closed_member
from tests.reports.factories import ReportFactory


def show_name(member, audience):
    get_profile(member).open_to({**dict.fromkeys(FIELDS, Audience.ONLY_ME), "display_name": audience})
    db.session.commit()


def page_of(client, member):
    return client.get(f"/en/admin/members/{member.handle}")


def vouch(voucher, member, note=None):
    made = Vouch(voucher_id=voucher.id, member_id=member.id)
    made.note = note
    db.session.add(made)
    db.session.commit()


@atomic
def act(actor, action, subject, **details):
    record(actor, action, subject, **details)


# what stands there


def test_member_page_shows_reports_vouches_limits_and_the_trail(client, moderator):
    member, other = member_with_profile(), member_with_profile()
    ReportFactory(reporter=other, about=member)
    ReportFactory(reporter=member, about=member_with_profile())
    ReportFactory(reporter=member, about=member_with_profile(), settled=True)
    vouch(other, member, "We went to school together.")
    vouch(member, other, "She is my sister.")
    db.session.add(ReachedLimit(member_id=member.id, reached=Limit.DIRECTORY, day=now().date(), times=7))
    db.session.commit()
    act(other, "groups.remove", member, group="films", reason="Too loud.")
    page = page_of(client, member)
    assert page.one("#reports + .rows").text.split()[:3] == ["Harasses,", "threatens", "or"]
    assert other.display_name in page.one("#reports + .rows").text
    assert "They have made 2 reports themselves." in page.text
    assert "We went to school together." in page.one("#vouches + .rows").text
    assert "She is my sister." in page.text
    assert "Searching the directory · stopped 7 times" in " ".join(page.one("#limits + .rows").text.split())
    assert "Too loud." in page.one("#trail + .rows").text


def test_member_page_is_bounded(client, moderator):
    member = member_with_profile()
    for _number in range(25):
        other = member_with_profile()
        ReportFactory(reporter=other, about=member)
        vouch(other, member)
        act(other, "moderation.restore", member)
    page = page_of(client, member)
    for part in ("#reports", "#vouches", "#trail"):
        assert len(page.select(f"{part} + .rows > li")) == 20


def test_member_page_of_a_suspended_member_still_works(client, moderator):
    member = closed_member(suspended=True, suspended_reason="Spam.")
    page = page_of(client, member)
    assert "Spam." in page.text
    assert page.has("form[action$=restore]")


def test_of_themselves_moderators_read_nothing_that_others_noted(client, moderator):
    other = member_with_profile()
    vouch(other, moderator, "I doubt this moderator.")
    ReportFactory(reporter=other, about=moderator)
    assert not page_of(client, moderator).has("#vouches, #reports, #trail")
    assert "I doubt this moderator." not in page_of(client, other).response.text


def test_who_is_leaving_is_named_nowhere(client, moderator):
    member, leaving = member_with_profile(), member_with_profile(closes_at=now() + timedelta(days=7))
    ReportFactory(reporter=leaving, about=member)
    vouch(leaving, member, "I know them.")
    assert leaving.handle not in page_of(client, member).response.text


# what does not


@pytest.mark.parametrize("audience", [Audience.ONLY_ME, Audience.GROUPS])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_page_of_the_desk_shows_a_closed_field(client, moderator, outbox, audience, language):
    member = closed_member(audience)
    other = closed_member(audience, handle="other-one")
    made = ReportFactory(reporter=other, about=member)
    vouch(other, member)
    db.session.add(ReachedLimit(member_id=member.id, reached=Limit.PROFILES, day=now().date()))
    db.session.commit()
    desk = f"/{language}/admin"
    answers = [client.get(f"{desk}{path}") for path in (
        "", "/members", f"/members?q={member.handle}", f"/members/{member.handle}", "/limits", "/rings", "/audit",
        "/reports", f"/reports/{made.id}", "/reports?view=settled",
    )]  # fmt: skip
    answers += [
        client.post(f"{desk}/members/{member.handle}/suspend", {"reason": reason}) for reason in ("", "Spam again.")
    ]
    answers += [client.get(f"{desk}/members/{member.handle}"), client.get(f"{desk}/audit")]
    answers.append(client.post(f"{desk}/members/{member.handle}/restore"))
    answers.append(client.get(f"{desk}/members/{member.handle}"))
    answers.append(client.post(f"{desk}/members/{member.handle}/open", {"field": "city", "reason": ""}))
    answers.append(client.post(f"{desk}/reports/{made.id}/settle", {"outcome": "It is settled now."}))
    answers.append(client.get(f"{desk}/reports?view=settled"))
    assert {answer.status for answer in answers} == {200, 303, 422}
    for answer in answers:
        shown = {canary for canary in CANARIES.values() if canary in answer.response.text}
        assert shown == set(), answer.response.request.path


def test_control_a_name_that_is_open_is_shown(client, moderator):
    member = closed_member(Audience.MEMBERS)
    page = page_of(client, member)
    assert CANARIES["display_name"] in page.one("h1").text
    # Open or not: the rest of the profile has its place on the profile.
    assert not [canary for name, canary in CANARIES.items() if name != "display_name" and canary in page.response.text]


def test_a_name_is_shown_to_a_moderator_who_is_in_a_group_with_its_owner(client, moderator):
    member = member_with_profile(display_name="Only for friends")
    show_name(member, Audience.GROUPS)
    assert "Only for friends" not in page_of(client, member).response.text
    group: Group = GroupFactory()
    for one in (member, moderator):
        MembershipFactory(group=group, member=one)
    assert page_of(client, member).one("h1").text == "Only for friends"


def test_flashes_call_a_member_by_the_handle_where_the_name_is_closed(client, moderator):
    member = closed_member()
    path = f"/en/admin/members/{member.handle}"
    page = client.post(f"{path}/suspend", {"reason": "Spam."}, follow=True)
    assert f"@{member.handle} is suspended" in page.one(".flashes").text
    page = client.post(f"{path}/restore", follow=True)
    assert f"@{member.handle} can log in again" in page.one(".flashes").text


# searching is no oracle


def found(client, search):
    page = client.get("/en/admin/members", query_string={"q": search})
    return [row.a.text for row in page.select("main .rows li")]


@pytest.mark.parametrize("audience", [Audience.ONLY_ME, Audience.GROUPS])
def test_search_finds_no_closed_name(client, moderator, audience):
    member = member_with_profile(display_name="Bora of the Night", handle="quiet-one")
    show_name(member, audience)
    assert found(client, "Bora") == found(client, "night") == []
    assert found(client, "quiet") == ["@quiet-one"]


@pytest.mark.parametrize("audience", [Audience.MEMBERS, Audience.EVERYONE])
def test_control_search_finds_an_open_name(client, moderator, audience):
    member = member_with_profile(display_name="Bora of the Night", handle="quiet-one")
    show_name(member, audience)
    assert found(client, "Bora") == ["Bora of the Night"]


def test_search_finds_no_name_of_who_has_blocked_the_moderator(client, moderator):
    member = member_with_profile(display_name="Bora of the Night", handle="quiet-one")
    block(actor=member, member=moderator)
    assert found(client, "Bora") == []
    assert found(client, "quiet") == ["@quiet-one"]


# limits


def test_limits_say_who_how_often_and_when(client, moderator):
    member = closed_member()
    db.session.add(ReachedLimit(member_id=member.id, reached=Limit.PROFILES, day=now().date(), times=3))
    db.session.commit()
    row = client.get("/en/admin/limits").one("main .rows li")
    assert f"@{member.handle}" in row.text
    assert "Opening profiles · stopped 3 times" in " ".join(row.text.split())


def test_limits_go_on_by_pages_and_are_forgotten_after_a_month(client, moderator):
    member, today = member_with_profile(), now().date()
    days = [today - timedelta(days=number) for number in range(52)]
    db.session.add_all(ReachedLimit(member_id=member.id, reached=Limit.PROFILES, day=day) for day in days)
    db.session.commit()
    page = client.get("/en/admin/limits")
    assert len(page.select("main .rows li")) == 50
    assert len(client.get("/en/admin/limits" + page.one(".pager a[rel=next]")["href"]).select("main .rows li")) == 2
    forget_reached_limits()
    assert len(client.get("/en/admin/limits").select("main .rows li")) == 31


def test_openings_are_told_on_the_page_of_the_member(client, moderator):
    member = closed_member()
    client.post(f"/en/admin/members/{member.handle}/open", {"field": "city", "reason": REASON})
    assert REASON in page_of(client, member).one("#openings + .rows").text
