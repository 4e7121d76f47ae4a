"""Mails come as their reader chose, once, and say no more than they may at the moment they are written."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from community import delivery
from community.accounts import emails
from community.accounts.models import Member
from community.announcements.models import Announcement
from community.db import atomic, db, now
from community.groups import works
from community.groups.models import Group, Membership, MembershipState, Visibility
from community.groups.works import get_kind
from community.mail import OutboxMail
from community.notifications.models import Level, Notice, NoticePreference
from community.notifications.operations import choose_in_group, mail_due, mailing, read
from tests.conftest import ON_POSTGRESQL
from tests.notifications.telling import notices, prefer, settle

# A Wednesday noon in UTC, and in the evening of Seoul.
WEDNESDAY = "2026-11-25T12:00:00+00:00"


def to(member, mails):
    return [one for one in mails if one.recipient == member.email]


def said(one):
    return f"{one.subject}\n{one.text}\n{one.html}"


@pytest.mark.parametrize(
    ("level", "mails"),
    [("all", [1, 2]), ("mine", [0, 1]), ("daily", [0, 0]), ("weekly", [0, 0]), ("site", [0, 0]), ("none", [0, 0])],
)
def test_one_is_told_at_once_as_one_chose(tell, people, outbox, level, mails):
    prefer(people.mina, level)
    tell()
    assert ("mina" in notices()) is (level != "none")
    came = [len(to(people.mina, outbox()))]
    tell(concerns=[people.mina.id])
    assert [*came, len(to(people.mina, outbox()))] == mails


@pytest.mark.parametrize(("before", "after"), [("all", "site"), ("all", "none"), ("all", "mine"), ("daily", "site")])
def test_what_was_chosen_while_one_was_being_told_holds(tell, people, outbox, before, after):
    """Telling holds no member: their choice may be there before the notices of it are seen."""
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        prefer(people.mina, before)
        tell()
        db.session.execute(sa.update(NoticePreference).values(level=Level(after)))
        db.session.commit()
        clock.shift(timedelta(days=2))
        assert to(people.mina, outbox()) == []


def test_what_was_chosen_meanwhile_is_followed_and_not_lost(tell, people, outbox):
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        prefer(people.mina, "all")
        tell()
        db.session.execute(sa.update(NoticePreference).values(level=Level.DAILY))
        db.session.commit()
        assert to(people.mina, outbox()) == []
        clock.shift(timedelta(days=1))
        assert len(to(people.mina, outbox())) == 1


def test_a_mail_of_each_thing_names_it_and_no_person(tell, people, outbox):
    tell(title="A film night", body="On Friday.")
    (one,) = to(people.mina, outbox())
    assert one.subject == "Translators: A film night"
    assert "/en/groups/translators/announcements/" in one.text
    assert "coordinator" not in said(one).lower()
    assert people.coordinator.display_name not in said(one)


@pytest.mark.parametrize(("level", "whole"), [("all", 1), ("mine", 0)])
def test_the_text_of_an_announcement_stands_in_the_mail_of_those_who_want_each(tell, people, outbox, level, whole):
    prefer(people.mina, level)
    tell(body="On Friday at six.", concerns=[people.mina.id])
    (one,) = to(people.mina, outbox())
    assert [one.text.count("On Friday at six."), one.html.count("On Friday at six.")] == [whole, whole]


def test_the_text_of_other_things_stands_in_no_mail(tell, people, outbox, monkeypatch):
    monkeypatch.setitem(works._kinds, "announcement", replace(get_kind("announcement"), mailed_whole=False))
    tell(body="On Friday at six.")
    assert all("On Friday" not in said(one) for one in outbox())


@pytest.mark.parametrize("how", ["hidden", "discreet"])
def test_of_what_must_not_show_a_mail_tells_nothing(tell, group, people, outbox, how):
    prefer(people.jun, "daily")
    if how == "hidden":
        group.visibility = Visibility.HIDDEN
    else:
        people.mina.discreet = people.jun.discreet = True
    db.session.commit()
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        tell(title="canary-title", body="canary-body")
        outbox()
        clock.shift(timedelta(days=1))
        mails = outbox()
    for member in (people.mina, people.jun):
        (one,) = to(member, mails)
        for word in ("canary", "Translators", "번역", "translators", "/groups/"):
            assert word not in said(one).replace("/settings/", "")
        assert "/notices" in one.text


def test_a_title_cannot_add_a_header(tell, people, outbox):
    title = "Come\r\nBcc: everybody@example.org\u2028X-More: yes\x0b\x85\x1cend"
    tell(title=title)
    (one,) = to(people.mina, outbox())
    message = delivery._as_message(one)
    assert message["Bcc"] is None
    assert message["X-More"] is None
    assert one.subject == "Translators: Come Bcc: everybody@example.org X-More: yes end"
    assert not any(line.startswith((b"Bcc", b"X-More")) for line in bytes(message).splitlines())


def test_a_second_reply_within_the_hour_waits_for_its_end(tell, people, outbox):
    prefer(people.mina, "all")
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        thing = tell()
        assert len(to(people.mina, outbox())) == 1
        for _ in range(5):
            clock.shift(timedelta(minutes=5))
            tell(thing)
        assert len(to(people.mina, outbox())) == 1
        clock.shift(timedelta(minutes=60))
        assert len(to(people.mina, outbox())) == 2
        clock.shift(timedelta(days=1))
        assert len(to(people.mina, outbox())) == 2


def _read(people, thing):
    read(actor=people.mina, notice=notices()["mina"])


def _delete(people, thing):
    db.session.execute(sa.delete(Announcement).where(Announcement.id == thing.id))
    db.session.commit()


def _leave(people, thing):
    mine = sa.update(Membership).where(Membership.member_id == people.mina.id)
    db.session.execute(mine.values(state=MembershipState.REMOVED, ended_at=now()))
    db.session.commit()


def _close(people, thing):
    people.mina.closes_at = now()
    db.session.commit()


def _choose(people, thing):
    group = db.session.get(Group, thing.group_id)
    choose_in_group(actor=people.mina, group=group, levels={"announcement": Level.SITE})


@pytest.mark.parametrize("level", ["all", "daily"])
@pytest.mark.parametrize("what", [_read, _delete, _leave, _close, _choose], ids=lambda what: what.__name__[1:])
def test_what_changed_meanwhile_is_looked_at_again(tell, people, outbox, level, what):
    prefer(people.mina, level)
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        thing = tell(title="canary-title")
        what(people, thing)
        clock.shift(timedelta(days=2))
        assert to(people.mina, outbox()) == []
        db.session.rollback()
        assert db.session.scalars(sa.select(Notice).where(Notice.mail_at <= now())).all() == []


@pytest.mark.parametrize("level", ["all", "daily"])
def test_control_without_a_change_the_mail_comes(tell, people, outbox, level):
    prefer(people.mina, level)
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        tell(title="canary-title")
        clock.shift(timedelta(days=2))
        assert "canary-title" in said(to(people.mina, outbox())[0])


def test_a_pause_keeps_mails_away_and_brings_none_later(tell, people, outbox):
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        settle(people.mina, paused_until=(now() + timedelta(days=3)).date(), digests=True, morning=7)
        thing = tell()
        assert to(people.mina, outbox()) == []
        clock.shift(timedelta(days=4))
        assert to(people.mina, outbox()) == []
        tell(thing)
        assert len(to(people.mina, outbox())) == 1


def test_workers_at_the_same_moment_write_each_mail_once(tell, people, outbox, race):
    prefer(people.jun, "daily")
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        tell()
        clock.shift(timedelta(days=1))
        race(mail_due, mail_due, mail_due)
        db.session.rollback()
        sent = sorted(db.session.scalars(sa.select(OutboxMail.template)))
    assert sent == ["notifications/mail/digest", "notifications/mail/news"]


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one writer at a time")
def test_whom_another_worker_writes_to_is_passed_over_and_has_the_mail_later(tell, people, outbox):
    tell()
    mina = people.mina.id
    db.session.rollback()
    with db.engine.connect() as other, other.begin():
        other.execute(sa.select(Member.id).where(Member.id == mina).with_for_update())
        assert to(people.mina, outbox()) == []
    assert len(to(people.mina, outbox())) == 1


def test_mails_that_cannot_be_written_hold_up_nobody_and_are_tried_again(tell, people, outbox, monkeypatch, caplog):
    real = mailing.emails.send_news

    def failing(member, found, **more):
        if member.id == people.mina.id:
            raise ValueError("canary-in-the-log")
        real(member, found, **more)

    monkeypatch.setattr(mailing.emails, "send_news", failing)
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        tell()
        assert [one.recipient for one in outbox()] == [people.jun.email]
        assert "canary" not in caplog.text
        monkeypatch.setattr(mailing.emails, "send_news", real)
        clock.shift(timedelta(hours=1))
        assert len(to(people.mina, outbox())) == 1


def test_mails_about_a_group_can_be_ended_at_one_press_and_others_cannot(tell, people, outbox):
    tell()
    db.session.rollback()
    (one,) = to(people.mina, outbox())
    message = delivery._as_message(one)
    assert message["List-Unsubscribe"] == f"<{one.unsubscribe}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    # As it is sent, too: Python breaks a long word into pieces that no mailbox takes for an address.
    assert f"\nList-Unsubscribe: <{one.unsubscribe}>\n" in bytes(message).decode()
    assert len(f"List-Unsubscribe: <{one.unsubscribe}>") > 78, "it is too short to be broken: this shows nothing"
    assert delivery._as_message(one)["Message-ID"] == message["Message-ID"]  # however often it is sent
    assert one.unsubscribe in one.text
    assert one.unsubscribe in one.html
    atomic(emails.send_account_exists)(people.mina)
    other = to(people.mina, outbox())[-1]
    assert other.unsubscribe is None
    assert "List-Unsubscribe" not in delivery._as_message(other)
