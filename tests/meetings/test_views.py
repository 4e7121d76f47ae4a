"""The pages of meetings: who reads what, what is refused, what stands there."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.db import db, now
from community.groups.models import GroupState
from community.meetings.models import Answer, Meeting
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.meetings.factories import AttendanceFactory, MeetingFactory, MinutesFactory

BASE = "/en/groups/blue/meetings"


def fields(**more):
    day = (now() + timedelta(days=9)).date().isoformat()
    filled = {"title": "상영회", "day": day, "time": "19:30", "zone": "Asia/Seoul", "which": "", "minutes": "90"}
    return filled | {"place": "", "link": "", "agenda": "", "language": "ko"} | more


@pytest.fixture
def meeting(group, haru):
    return MeetingFactory(group=group, caller=haru)


def test_calling_one(client, group, mina):
    client.login(mina)
    page = client.post(f"{BASE}/new", fields(agenda="**영화**"), follow=True)
    assert page.status == 200
    made = db.session.scalars(sa.select(Meeting)).one()
    assert (made.caller_id, made.zone, made.minutes_long) == (mina.id, "Asia/Seoul", 90)
    assert page.one("h1")["lang"] == "ko"
    assert page.one(".prose strong").get_text() == "영화"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"title": ""}, "title"),
        ({"day": "tomorrow"}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"day": "9999-12-31", "time": "23:59", "zone": "Pacific/Honolulu"}, "day"),
        ({"day": "2020-01-01"}, "day"),
        ({"time": "25:00"}, "time"),
        ({"time": "19:30:05"}, "time"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": "../../etc/passwd"}, "zone"),
        ({"minutes": "4"}, "minutes"),
        ({"minutes": "²"}, "minutes"),
        ({"link": "http://meet.example.org"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://user@meet.example.org"}, "link"),
        ({"language": "xx"}, "language"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_kept(client, group, haru, wrong, named):
    client.login(haru)
    page = client.post(f"{BASE}/new", fields(agenda="What I typed") | wrong)
    assert page.status == 422
    assert page.has(f"#{named}-error")
    assert page.one("#agenda").get_text(strip=True) == "What I typed"
    assert not db.session.scalars(sa.select(Meeting)).all()


def test_a_time_that_comes_twice_asks_which_and_takes_the_answer(client, group, haru):
    client.login(haru)
    # From one such Sunday to the next are 53 weeks at most.
    days = [now().date() + timedelta(days=number) for number in range(1, 380)]
    twice = next(
        day for day in days if day.month == 10 and day.weekday() == 6 and (day + timedelta(days=7)).month == 11
    )
    asked = fields(day=twice.isoformat(), time="02:30", zone="Europe/Berlin")
    assert not client.get(f"{BASE}/new").has("#which")
    page = client.post(f"{BASE}/new", asked)
    assert (page.status, page.has("#which-error")) == (422, True)
    assert client.post(f"{BASE}/new", asked | {"which": "second"}).status == 303
    assert f"{db.session.scalars(sa.select(Meeting)).one().starts_at:%H:%M}" == "01:30"


def test_times_are_told_on_both_clocks(client, meeting, haru, mina):
    here, there = client.login(haru).get(BASE), client.login(mina).get(BASE)
    assert "Seoul" in here.text
    assert "There:" not in here.text
    assert "New York" in there.text
    assert "There:" in there.text


def test_people_are_named_to_those_in_the_group(client, meeting, haru, mina):
    AttendanceFactory(meeting=meeting, member=mina)
    page = client.login(haru).get(f"{BASE}/{meeting.id}")
    assert "@mina-1" in page.text
    assert "Coming: 1 · maybe: 0 · not coming: 0" in page.text
    assert meeting.place in page.text
    assert page.one("a.outside")["rel"] == ["noopener", "noreferrer", "nofollow", "ugc"]


def test_minutes_are_offered_once_the_meeting_has_begun_and_read_with_their_headings(client, group, meeting, haru):
    client.login(haru)
    begun = MeetingFactory(group=group, starts_at=now() - timedelta(minutes=1))
    for path in ("", "/minutes"):
        assert not client.get(f"{BASE}/{meeting.id}{path}").has("a[href$='/minutes/edit']")
        assert client.get(f"{BASE}/{begun.id}{path}").has("a[href$='/minutes/edit']")
    MinutesFactory(meeting=begun, author=haru, body="## What we chose")
    page = client.get(f"{BASE}/{begun.id}/minutes")
    assert [found.get_text() for found in page.select(".prose :is(h2, h3)")] == ["What we chose"]


def test_newcomers_read_when_but_not_where_nor_who(client, group, meeting, haru, mina):
    AttendanceFactory(meeting=meeting, member=mina)
    past = MeetingFactory(group=group, past=True)
    MinutesFactory(meeting=past)
    newcomer = MemberFactory()
    MembershipFactory(group=group, member=newcomer, settles_at=now() + timedelta(days=9))
    client.login(newcomer)
    pages = [client.get(path) for path in (BASE, f"{BASE}/{meeting.id}", f"{BASE}/past", f"{BASE}/{past.id}")]
    assert {page.status for page in pages} == {200}
    read = " ".join(page.text + str(page.html) for page in pages)
    assert meeting.title in read
    for closed in (meeting.place, "meet.example.org", "mina-1", "Mina", "haru-1", "We chose a film"):
        assert closed not in read
    closed_pages = ("minutes", "minutes/edit", "meeting.ics", "meeting.ics?full=1")
    assert [client.get(f"{BASE}/{past.id}/{name}").status for name in closed_pages] == [403] * 4
    assert client.post(f"{BASE}/{meeting.id}/attend", {"answer": "yes"}).status == 403


@pytest.mark.parametrize("path", ["", "/past", "/{id}", "/{id}/minutes", "/{id}/meeting.ics", "/new", "/{id}/edit"])
def test_nobody_outside_reads_anything_moderators_neither(client, meeting, path):
    url = BASE + path.format(id=meeting.id)
    assert client.login(MemberFactory()).get(url).status == 404  # the group is hidden
    assert client.login(MemberFactory(moderator=True)).get(url).status == 403
    assert meeting.title not in client.get(url).text


@pytest.mark.parametrize("path", ["", "/minutes", "/minutes/edit", "/meeting.ics", "/edit"])
def test_the_meeting_of_another_group_is_not_under_this_one(client, group, haru, path):
    other = MeetingFactory(group=GroupFactory(slug="red"), caller=haru)
    MembershipFactory(group_id=other.group_id, group=None, member=haru, coordinator=True)
    client.login(haru)
    assert client.get(f"{BASE}/{other.id}{path}").status == 404
    assert client.get(f"/en/groups/red/meetings/{other.id}{path}").status == 200


def test_only_who_called_it_and_coordinators_change_it(client, group, meeting, haru, mina):
    assert client.login(mina).get(f"{BASE}/{meeting.id}/edit").status == 403
    assert client.post(f"{BASE}/{meeting.id}/cancel").status == 403
    own = MeetingFactory(group=group, caller=mina)
    assert client.post(f"{BASE}/{own.id}/edit", fields()).status == 303
    assert client.login(haru).post(f"{BASE}/{own.id}/cancel").status == 303


def test_who_called_it_and_has_left_changes_nothing(client, group, haru, mina):
    own = MeetingFactory(group=group, caller=mina)
    client.login(mina)
    client.post("/en/groups/blue/leave")
    assert client.post(f"{BASE}/{own.id}/cancel").status == 404


def test_a_conflict_shows_both_texts_and_loses_neither(client, group, haru, mina):
    meeting = MeetingFactory(group=group, past=True)
    MinutesFactory(meeting=meeting, author=mina, body="What **Mina** wrote")
    client.login(haru)
    url = f"{BASE}/{meeting.id}/minutes/edit"
    page = client.post(url, {"body": "What Haru wrote", "language": "en", "seen": "0"})
    assert page.status == 422
    assert page.one("pre").get_text() == "What **Mina** wrote"
    assert page.one("#body").get_text(strip=True) == "What Haru wrote"
    assert page.one("#seen")["value"] == "1"
    tampered = client.post(url, {"body": "Both", "language": "en", "seen": "9" * 5000})
    assert (tampered.status, tampered.one("#seen")["value"]) == (422, "1")
    assert client.post(url, {"body": "Both", "language": "en", "seen": "1"}).status == 303
    first = client.get(f"{BASE}/{meeting.id}/minutes?version=1")
    assert "What Mina wrote" in first.text
    assert first.has(".notice-warning")
    assert client.get(f"{BASE}/{meeting.id}/minutes?version=3").status == 404


def test_a_group_at_rest_is_read_and_offers_nothing(client, group, meeting, haru):
    group.state = GroupState.ARCHIVED
    db.session.commit()
    client.login(haru)
    page = client.get(f"{BASE}/{meeting.id}")
    assert page.status == 200
    assert not page.has("main form")
    assert client.post(f"{BASE}/{meeting.id}/attend", {"answer": "yes"}).status == 409


def test_the_file_of_one_meeting_is_discreet_unless_asked(client, meeting, haru):
    client.login(haru)
    discreet, full = (client.get(f"{BASE}/{meeting.id}/meeting.ics{more}").response for more in ("", "?full=1"))
    assert meeting.title not in discreet.text
    assert meeting.title in full.text
    for answer in (discreet, full):
        assert answer.headers["Content-Disposition"] == "attachment; filename=meeting.ics"
        assert answer.headers["Cache-Control"] == "no-store"


def test_an_answer_that_nobody_offers_is_none(client, meeting, haru):
    client.login(haru)
    page = client.post(f"{BASE}/{meeting.id}/attend", {"answer": "perhaps"})
    assert (page.status, page.has(".error-summary")) == (422, True)
    assert client.post(f"{BASE}/{meeting.id}/attend", {"answer": Answer.NO}).status == 303


def test_the_groups_page_shows_the_next_one_to_those_inside(client, group, meeting, haru):
    assert meeting.title in client.login(haru).get("/en/groups/blue").text
    group.visibility = "public"
    db.session.commit()
    assert meeting.title not in client.login(MemberFactory()).get("/en/groups/blue").text
