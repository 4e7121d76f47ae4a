"""One digest in the morning of its reader's own clock: in their language, once, and only when something is new."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine

from community.clocks import clock_of
from community.db import db, now
from community.errands import run_due_errands
from community.groups.operations import save_charter
from community.notifications.models import DigestSent, Mailing
from community.notifications.mornings import day_of, morning_on, next_morning
from community.notifications.operations import choose, forget_old
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.notifications.telling import notices, prefer, settle

WEDNESDAY = "2026-11-25T12:00:00+00:00"


def utc(words):
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("mailing", "zone", "moment", "hour", "due"),
    [
        ("daily", "", "2026-11-25T06:59:00", 7, "2026-11-25T07:00:00"),
        ("daily", "", "2026-11-25T07:00:00", 7, "2026-11-26T07:00:00"),
        ("daily", "Asia/Seoul", "2026-11-25T12:00:00", 7, "2026-11-25T22:00:00"),
        ("weekly", "Asia/Seoul", "2026-11-25T12:00:00", 7, "2026-11-29T22:00:00"),
        ("weekly", "", "2026-11-23T06:00:00", 7, "2026-11-23T07:00:00"),
        # Berlin sets its clocks forward on 29 March 2026 at 2, and back on 25 October at 3.
        ("daily", "Europe/Berlin", "2026-03-28T12:00:00", 2, "2026-03-29T01:00:00"),
        ("daily", "Europe/Berlin", "2026-03-28T12:00:00", 7, "2026-03-29T05:00:00"),
        ("daily", "Europe/Berlin", "2026-10-24T12:00:00", 2, "2026-10-25T00:00:00"),
        ("daily", "Europe/Berlin", "2026-10-25T00:30:00", 2, "2026-10-26T01:00:00"),
        ("daily", "Nowhere/Atlantis", "2026-11-25T06:00:00", 7, "2026-11-25T07:00:00"),
    ],
)
def test_the_morning_follows_the_reader_s_own_clock(mailing, zone, moment, hour, due):
    assert next_morning(Mailing(mailing), utc(moment), hour, clock_of(zone)) == utc(due)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Seoul", "Australia/Lord_Howe"])
@pytest.mark.parametrize("hour", [0, 2, 7])
def test_over_a_year_every_day_has_one_morning(zone, hour):
    clock, moment, days = ZoneInfo(zone), utc("2026-01-01T12:00:00"), []
    for _ in range(370):
        moment = next_morning(Mailing.DAILY, moment, hour, clock)
        days.append(day_of(Mailing.DAILY, moment, clock))
    assert days == [days[0] + timedelta(days=number) for number in range(370)]
    assert morning_on(date(2026, 6, 1), hour, clock).astimezone(clock).hour == hour


def digests(member, mails):
    return [one for one in mails if one.recipient == member.email and one.template == "notifications/mail/digest"]


def test_a_digest_has_everything_in_one_mail_in_the_reader_s_language(tell, group, people, outbox):
    prefer(people.mina, "daily")
    people.mina.language, people.mina.time_zone = "ko", "Asia/Seoul"
    other, hidden = GroupFactory(name_ko="합창단", slug="choir"), GroupFactory(hidden=True, slug="canary-hidden")
    for one in (other, hidden):
        MembershipFactory(group=one, member=people.mina)
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        first = tell(title="First")
        tell(first)
        for one in (other, hidden):
            tell(group=one, title=f"In {one.slug}")
        clock.move_to(utc("2026-11-25T21:59:00"))
        assert digests(people.mina, outbox()) == []
        clock.move_to(utc("2026-11-25T22:00:00"))
        (digest,) = digests(people.mina, outbox())
    assert digest.language == "ko"
    for words in ("번역 모임", "First", "합창단", "In choir"):
        assert words in digest.text
        assert words in digest.html
    assert "canary" not in digest.text + digest.html
    for name in ("번역 모임", "합창단"):  # each group's lines stand apart
        assert f"\n\n{name}\n- " in digest.text


def test_what_has_its_title_from_the_site_has_it_in_the_reader_s_language(group, people, outbox):
    people.mina.language = "ko"
    prefer(people.mina, "daily", kind="charter")
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        save_charter(actor=people.coordinator, group=group, texts={"en": "By consent."}, began_with=0, is_public=True)
        while run_due_errands():
            pass
        clock.move_to(utc("2026-11-26T07:00:00"))
        (digest,) = digests(people.mina, outbox())
    assert digest.text.count("운영 규약") == 1
    assert "Charter" not in digest.text


def test_there_is_one_digest_a_day_and_none_when_nothing_is_new(tell, people, outbox):
    prefer(people.mina, "daily")
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        for day in range(3):
            tell()
            clock.shift(timedelta(days=1))
            assert len(digests(people.mina, outbox())) == day + 1
        clock.shift(timedelta(days=3))
        assert len(digests(people.mina, outbox())) == 3


def test_what_happens_as_a_digest_is_due_does_not_put_it_off(tell, people, outbox):
    """Where much is written at that hour, it would never come."""
    prefer(people.mina, "daily")
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        first = tell()
        clock.move_to(utc("2026-11-26T07:00:20"))
        tell(first)
        assert len(digests(people.mina, outbox())) == 1


def test_another_time_zone_brings_no_second_digest_on_the_same_day(tell, people, outbox):
    prefer(people.mina, "daily")
    people.mina.time_zone = "Asia/Seoul"
    db.session.commit()
    with time_machine.travel(utc("2026-11-24T12:00:00"), tick=False) as clock:
        tell()
        clock.move_to(utc("2026-11-24T22:00:00"))  # seven on the 25th in Seoul
        assert len(digests(people.mina, outbox())) == 1
        tell()
        choose(
            actor=people.mina,
            levels={},
            language="en",
            digests=True,
            morning=9,
            time_zone="Asia/Tokyo",
            paused_until=None,
        )
        clock.move_to(utc("2026-11-25T00:00:00"))  # nine on the 25th in Tokyo
        assert len(digests(people.mina, outbox())) == 1
        clock.move_to(utc("2026-11-26T00:00:00"))
        assert len(digests(people.mina, outbox())) == 2


def test_day_and_week_that_are_due_together_come_in_one_mail(tell, group, people, outbox):
    other = GroupFactory(slug="choir")
    MembershipFactory(group=other, member=people.mina)
    prefer(people.mina, "daily", group)
    prefer(people.mina, "weekly", other)
    with time_machine.travel(utc("2026-11-29T12:00:00"), tick=False) as clock:
        tell(title="Of the day")
        tell(group=other, title="Of the week")
        clock.move_to(utc("2026-11-30T07:00:00"))
        (digest,) = digests(people.mina, outbox())
    assert "Of the day" in digest.text
    assert "Of the week" in digest.text


def test_whoever_wants_no_digests_gets_none(tell, people, outbox):
    prefer(people.mina, "daily")
    settle(people.mina, digests=False, morning=7)
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        tell()
        clock.shift(timedelta(days=8))
        assert digests(people.mina, outbox()) == []
        assert "mina" in notices()


def test_a_long_digest_says_how_much_more_there_is(tell, people, outbox, monkeypatch):
    monkeypatch.setattr("community.notifications.emails.MOST_LINES", 2)
    prefer(people.mina, "daily")
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        for number in range(5):
            tell(title=f"Thing {number}")
        clock.shift(timedelta(days=1))
        (digest,) = digests(people.mina, outbox())
    assert "And 3 more." in digest.text


def test_notices_and_marks_go_after_a_while(tell, group, people):
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        tell()
        db.session.add(DigestSent(member_id=people.mina.id, mailing=Mailing.DAILY, day=now().date()))
        notices()["mina"].read()
        db.session.commit()
        clock.shift(timedelta(days=31))
        forget_old()
        assert list(notices()) == ["jun"]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(DigestSent)) == 0
        clock.shift(timedelta(days=31))
        forget_old()
        assert notices() == {}


def test_notices_of_what_is_gone_are_swept(tell, people):
    thing = tell()
    forget_old()
    assert len(notices()) == 2
    db.session.delete(thing)
    db.session.commit()
    forget_old()
    assert notices() == {}
