"""A mail that could not leave at first leaves later only as far as what it tells of still holds for its reader."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from community.accounts.operations import close, delete_closed
from community.announcements.operations import delete
from community.db import db, now
from community.delivery import deliver_due
from community.groups.models import Group, Membership
from community.groups.operations import leave, remove
from community.mail import MailState, OutboxMail
from community.notifications.models import Level
from community.notifications.operations import choose, choose_in_group, read, unsubscribe
from community.notifications.tokens import Subscription
from tests.carrying import carry_through
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.notifications.telling import notices, prefer

# A Wednesday noon in UTC.
WEDNESDAY = "2026-11-25T12:00:00+00:00"


class MailServer:
    """One that is away at first. came: the mails about groups that it took later."""

    def __init__(self, clock, outbox):
        self.clock, self.outbox = clock, outbox
        self.away, self.came = True, []

    def transmit(self, message):
        if self.away:
            raise ConnectionRefusedError
        identity = uuid.UUID(hex=message["Message-ID"][1:33])
        if db.session.get_one(OutboxMail, identity).template.startswith("notifications/"):
            self.came.append(message)
        db.session.rollback()

    def fail(self, mails):
        """Have what is due within a day written, which are so many mails, and try in vain to deliver it."""
        self.clock.shift(timedelta(days=1))
        assert len(self.outbox()) == mails
        assert deliver_due() == 0

    def come_back(self):
        """Let all that waits be tried again; gives the addresses of those who got a mail about groups."""
        self.away = False
        for _ in range(3):
            self.clock.shift(timedelta(hours=1))
            self.outbox()
            deliver_due()
        db.session.rollback()
        assert db.session.scalars(sa.select(OutboxMail).where(OutboxMail.state != MailState.SENT)).all() == []
        return sorted(message["To"] for message in self.came)


@pytest.fixture
def clock():
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def server(monkeypatch, clock, outbox):
    server = MailServer(clock, outbox)
    carry_through(monkeypatch, server.transmit)
    return server


def group_of(thing):
    return db.session.get_one(Group, thing.group_id)


def membership_of(member):
    return db.session.scalars(sa.select(Membership).where(Membership.member_id == member.id)).one()


def settings(**changes):
    same = {"language": "en", "time_zone": "", "morning": 7, "levels": {}, "digests": True, "paused_until": None}
    return same | changes


def _leave(people, thing):
    leave(actor=people.mina, group=group_of(thing))


def _remove(people, thing):
    remove(actor=people.coordinator, membership=membership_of(people.mina))


def _unsubscribe(people, thing):
    unsubscribe(Subscription(people.mina.id, thing.group_id, "announcement"))


def _lower(people, thing):
    choose_in_group(actor=people.mina, group=group_of(thing), levels={"announcement": Level.SITE})


def _lower_everywhere(people, thing):
    choose(actor=people.mina, **settings(levels={"announcement": Level.NONE}))


def _pause(people, thing):
    choose(actor=people.mina, **settings(paused_until=(now() + timedelta(days=9)).date()))


def _read(people, thing):
    read(actor=people.mina, notice=notices()["mina"])


def _close(people, thing):
    close(actor=people.mina, device="")


def _delete_account(people, thing):
    close(actor=people.mina, device="", at_once=True)
    delete_closed()


@pytest.mark.parametrize("level", ["all", "daily"])
@pytest.mark.parametrize(
    "what",
    [_leave, _remove, _unsubscribe, _lower, _lower_everywhere, _pause, _read, _close, _delete_account],
    ids=lambda what: what.__name__[1:],
)
def test_a_mail_that_waits_does_not_leave_when_its_reader_is_done_with_it(tell, people, server, level, what):
    for member in (people.mina, people.jun):
        prefer(member, level)
    thing, stays = tell(), people.jun.email
    server.fail(mails=2)
    what(people, thing)
    assert server.come_back() == [stays]


@pytest.mark.parametrize("level", ["all", "daily"])
def test_control_without_a_change_it_leaves_once(tell, people, server, level):
    for member in (people.mina, people.jun):
        prefer(member, level)
    tell()
    server.fail(mails=2)
    assert server.come_back() == sorted([people.mina.email, people.jun.email])


@pytest.mark.parametrize("level", ["all", "daily"])
def test_a_mail_that_waits_does_not_tell_of_what_was_destroyed_meanwhile(tell, people, server, level):
    prefer(people.mina, level)
    thing = tell()
    server.fail(mails=2)
    delete(actor=people.coordinator, announcement=thing)
    assert server.come_back() == []


def test_a_digest_that_waits_ends_by_its_own_link(tell, people, server):
    prefer(people.mina, "daily")
    tell(only=[people.mina.id])
    server.fail(mails=1)
    unsubscribe(Subscription(people.mina.id))
    assert server.come_back() == []


def test_a_digest_that_waits_is_written_anew_without_the_group_that_was_left(tell, group, people, server):
    prefer(people.mina, "daily")
    other = GroupFactory(slug="choir", name_en="Choir")
    MembershipFactory(group=other, member=people.mina)
    tell(title="Of the group that is left", only=[people.mina.id])
    tell(group=other, title="Of the choir")
    tell(group=other, title="Of the choir, too")
    server.fail(mails=1)
    leave(actor=people.mina, group=group)
    assert server.come_back() == [people.mina.email]
    text = server.came[0].get_body(("plain",)).get_content()
    assert "Of the choir, too" in text
    assert text.count("Of the choir") == 2
    assert "Of the group that is left" not in text
    assert "Translators" not in server.came[0].as_string()


@pytest.mark.parametrize("before", ["all", "daily"])
def test_what_is_wanted_later_comes_later_and_once(tell, people, server, before):
    prefer(people.mina, before)
    tell(only=[people.mina.id])
    server.fail(mails=1)  # on Thursday
    choose(actor=people.mina, **settings(levels={"announcement": Level.WEEKLY}))
    assert server.come_back() == []
    server.clock.shift(timedelta(days=4))
    assert server.come_back() == [people.mina.email]


def test_a_mail_that_was_given_up_and_is_tried_again_is_looked_at_too(tell, group, people, server):
    tell(only=[people.mina.id])
    server.fail(mails=1)
    db.session.execute(sa.update(OutboxMail).values(state=MailState.DEAD))
    db.session.commit()
    leave(actor=people.mina, group=group)
    db.session.execute(sa.update(OutboxMail).values(state=MailState.WAITING, attempts=0))
    db.session.commit()
    assert server.come_back() == []


def test_what_a_mail_that_waits_is_about_stands_nowhere_in_the_open(tell, group, people, server):
    prefer(people.mina, "daily")
    tell()
    server.fail(mails=2)
    secrets = [group.id, people.mina.id, people.jun.id, *(notice.id for notice in notices().values())]
    rows = db.session.execute(sa.text("SELECT * FROM outbox_mail")).all()
    assert len(rows) == 2
    for row in rows:
        words = b"".join(one if isinstance(one, bytes) else str(one).encode() for one in row if one is not None)
        assert not any(one.hex.encode() in words or one.bytes in words for one in secrets)
        assert b"Translators" not in words
