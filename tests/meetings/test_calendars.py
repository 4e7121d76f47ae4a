"""Calendars: what programs read, as a library reads it back; and for whom an address leads nowhere."""

import logging
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import sqlalchemy as sa

from community.accounts.models import MemberState
from community.accounts.operations import change_password, close, end_other_sessions, open_session
from community.db import db, now
from community.groups.models import Group, Membership, MembershipState
from community.groups.operations import leave
from community.meetings import ics, operations
from community.meetings.models import Calendar
from community.members.operations import hide
from tests.files import bytes_of
from tests.groups.factories import MembershipFactory
from tests.meetings.factories import CalendarFactory, MeetingFactory

HANGUL = "북한 인권을 위한 물결 모임에서 다음 상영회를 함께 준비합니다; 쉼표, 역슬래시 \\ 그리고\n새 줄까지 " * 3


def events(data: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def feed(client, token):
    client.logout()
    return client.get(f"/calendars/{token}.ics")


@pytest.fixture
def calendar(haru):
    return CalendarFactory(member=haru, token="of-haru", is_discreet=False)


def test_everything_comes_back_as_it_was_written(group):
    meeting = MeetingFactory(
        group=group, title=HANGUL.replace("\n", " ")[:120], agenda=HANGUL, place="서울, 종로구; 3층", language="ko"
    )
    data = ics.write_calendar([meeting], is_discreet=False, name="모임")
    [event] = events(data)
    assert str(event["summary"]) == meeting.title
    assert str(event["description"]) == HANGUL
    assert (str(event["location"]), str(event["url"])) == (meeting.place, meeting.link)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (meeting.starts_at, meeting.ends_at)
    assert (str(event["uid"]), event["sequence"], str(event["status"])) == (str(meeting.id), 0, "CONFIRMED")
    assert event.decoded("last-modified") == meeting.changed_at.replace(microsecond=0)
    assert b"DTSTART:" + meeting.starts_at.strftime("%Y%m%dT%H%M%SZ").encode() in data


def test_lines_end_and_fold_as_the_standard_says(group):
    data = ics.write_calendar([MeetingFactory(group=group, agenda=HANGUL)], is_discreet=False)
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()  # no letter is torn apart
    assert max(len(line) for line in lines) > 60, "nothing was folded: this shows nothing"


@pytest.mark.parametrize(
    "hostile", ["x\r\nATTENDEE:mailto:spy@example.org", "x\nEND:VEVENT\nBEGIN:VEVENT", "x;y=z:,\\n\\", "x\u2028y"]
)
def test_no_words_become_lines_of_the_file(group, hostile):
    meeting = MeetingFactory(group=group, agenda=hostile, place=hostile)
    data = ics.write_calendar([meeting], is_discreet=False)
    assert len(events(data)) == 1
    assert not any(line.startswith(b"ATTENDEE") for line in data.splitlines())


def test_a_discreet_one_says_that_there_is_a_meeting_and_nothing_else(client, app, group, haru):
    meeting = MeetingFactory(group=group)
    CalendarFactory(member=haru, token="discreet")
    data = feed(client, "discreet").response.data
    [event] = events(data)
    assert str(event["summary"]) == "Meeting"
    assert set(event) == {
        *("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "STATUS", "CLASS", "SUMMARY")
    }
    for secret in (meeting.title, "film", "room", "example.org", group.name_en, group.slug, "ripples", "localhost"):
        assert secret.lower().encode() not in data.lower()


def test_it_follows_what_becomes_of_a_meeting(client, group, haru, calendar):
    meeting = MeetingFactory(group=group, caller=haru)
    [before] = events(feed(client, "of-haru").response.data)
    operations.cancel(actor=haru, meeting=meeting)
    [after] = events(feed(client, "of-haru").response.data)
    assert (before["uid"], before["sequence"], str(before["status"])) == (after["uid"], 0, "CONFIRMED")
    assert (after["sequence"], str(after["status"])) == (1, "CANCELLED")


def test_one_calendar_of_all_groups_and_one_of_one(client, group, haru, calendar):
    other = MembershipFactory(member=haru).group_id
    mine = MeetingFactory(group=group)
    MeetingFactory(group_id=other, group=None)
    MeetingFactory()  # of a group that is none of Haru's
    CalendarFactory(member=haru, token="of-one", group_id=group.id)
    assert len(events(feed(client, "of-haru").response.data)) == 2
    [event] = events(feed(client, "of-one").response.data)
    assert str(event["uid"]) == str(mine.id)


def test_nobody_between_keeps_it_and_no_other_site_reads_it(client, group, calendar):
    MeetingFactory(group=group)
    page = feed(client, "of-haru")
    headers = page.response.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    assert "Set-Cookie" not in headers
    again = client.get("/calendars/of-haru.ics", headers={"If-None-Match": headers["ETag"]})
    assert (again.status, again.response.data, again.response.headers["Cache-Control"]) == (304, b"", "no-store")


def _leave(group, haru):
    MembershipFactory(group=group, coordinator=True)
    leave(actor=haru, group=group)


def _come_back(group, haru):
    _leave(group, haru)
    MembershipFactory(group=group, member=haru, joined_at=now())


def _be_suspended(group, haru):
    haru.state = MemberState.SUSPENDED
    db.session.commit()


def _be_closing(group, haru):
    MembershipFactory(group=group, coordinator=True)
    close(actor=haru, device="")


def _revoke(group, haru):
    operations.revoke_calendar(actor=haru, calendar=db.session.scalars(sa.select(Calendar)).one())


def _change_the_password(group, haru):
    change_password(session=open_session(member=haru, device=""), password="a new one of so many words")


def _log_out_elsewhere(group, haru):
    end_other_sessions(session=open_session(member=haru, device=""))


def _hide(group, haru):
    hide(actor=haru, session=open_session(member=haru, device=""))


@pytest.mark.parametrize(
    "end", [_leave, _come_back, _be_suspended, _be_closing, _revoke, _change_the_password, _log_out_elsewhere, _hide]
)
def test_an_address_that_leads_nowhere_any_more_is_like_one_that_never_was(client, group, haru, end):
    CalendarFactory(member=haru, token="of-haru", group_id=group.id, created_at=now())
    MeetingFactory(group=group)
    assert len(events(feed(client, "of-haru").response.data)) == 1
    end(group, haru)
    gone, unknown = feed(client, "of-haru"), feed(client, "no-haru")
    assert gone.status == unknown.status == 404
    assert gone.response.text.replace("of-haru", "no-haru") == unknown.response.text
    assert gone.response.headers.pop("X-Request-ID") != unknown.response.headers.pop("X-Request-ID")
    assert {**gone.response.headers} == {**unknown.response.headers}


@pytest.mark.parametrize("state", [MembershipState.LEFT, MembershipState.REMOVED, MembershipState.BANNED])
def test_the_meetings_of_a_group_vanish_from_the_calendar_of_all_with_the_membership(client, haru, calendar, state):
    stay = MembershipFactory(member=haru)
    MeetingFactory(group=db.session.get(Group, stay.group_id))
    assert len(events(feed(client, "of-haru").response.data)) == 1
    db.session.execute(sa.update(Membership).where(Membership.id == stay.id).values(state=state))
    db.session.commit()
    assert events(feed(client, "of-haru").response.data) == []


def test_newcomers_read_nothing_by_calendar(client, haru, calendar):
    stay = MembershipFactory(member=haru, settles_at=now() + timedelta(days=9))
    MeetingFactory(group=db.session.get(Group, stay.group_id))
    assert events(feed(client, "of-haru").response.data) == []


def test_the_day_of_asking_is_noted_and_no_more(client, calendar):
    before = datetime.now(UTC).date()
    feed(client, "of-haru")
    db.session.expire_all()
    assert before <= calendar.fetched_on <= datetime.now(UTC).date()
    changed = {column.name for column in sa.inspect(Calendar).local_table.c}
    assert changed == {"id", "member_id", "group_id", "token_mark", "is_discreet", "created_at", "fetched_on"}


def test_the_token_is_kept_nowhere(client, app, haru, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    client.login(haru)
    shown = client.post("/en/groups/calendars", {"group": "", "is_discreet": "y"})
    address = shown.one("code.secret").get_text()
    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert len(token) >= 22, "fewer than 128 bits"
    assert client.get("/en/groups/calendars").text.count(token) == 0
    assert feed(client, token).status == 200
    monkeypatch.setattr("community.meetings.queries.list_told", None)  # what breaks is logged, too
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    assert feed(client, token).status == 500
    assert "Exception" in caplog.text, "nothing was logged: this shows nothing"
    assert token not in caplog.text
    db.session.rollback()
    stored = b"".join(str(tuple(row)).encode() for row in db.session.execute(sa.select(Calendar.__table__)))
    assert token.encode() not in stored
    assert token.encode() not in bytes_of(
        path for path in app.config["COMMUNITY"].instance.rglob("*") if path.is_file()
    )


def test_posting_to_it_does_nothing(client, calendar):
    assert client.post("/calendars/of-haru.ics").status == 405
    db.session.expire_all()
    assert calendar.fetched_on is None
