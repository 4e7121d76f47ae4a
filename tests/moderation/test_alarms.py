"""Who may be copying the directory: moderators hear of it once, whatever comes at once, and not in floods."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from community.accounts.models import Member
from community.db import db, now
from community.members.models import DirectoryAlarm, Limit, ReachedLimit
from community.members.operations import forget_reached_limits, notice_looking
from community.members.signals import directory_exhausted
from community.moderation import calling
from community.moderation.calling import call_again
from community.moderation.models import CallKind, DeskCall
from tests.factories import MemberFactory

TODAY = datetime.now(UTC).date()
ROUNDS = range(3)


def noticing(member, limit=Limit.PROFILES):
    member_id = member.id

    def run():
        notice_looking(db.session.get_one(Member, member_id), limit, TODAY)

    return run


def alarms(outbox):
    return [mail.recipient for mail in outbox() if mail.template == "moderation/mail/exhausted"]


def pass_time(**passed):
    call = db.session.get_one(DeskCall, CallKind.LOOKING)
    call.called_at = now() - timedelta(**passed)
    db.session.commit()


def times():
    db.session.rollback()
    return dict(db.session.execute(sa.select(ReachedLimit.reached, ReachedLimit.times)).all())


@pytest.fixture
def moderator(app):
    return MemberFactory(moderator=True)


@pytest.mark.parametrize("_round", ROUNDS)
def test_both_limits_reached_at_once_are_one_alarm(race, outbox, moderator, _round):
    member = MemberFactory()
    both = [noticing(member, limit) for limit in (Limit.DIRECTORY, Limit.PROFILES)]
    assert race(*both * 2) == [None] * 4
    assert times() == {Limit.DIRECTORY: 2, Limit.PROFILES: 2}
    assert alarms(outbox) == [moderator.email]


def test_both_limits_noted_before_either_is_told_are_an_alarm(outbox, moderator):
    member = MemberFactory()
    for limit in (Limit.DIRECTORY, Limit.PROFILES):
        db.session.add(ReachedLimit(member_id=member.id, reached=limit, day=TODAY))
    db.session.commit()
    noticing(member)()
    assert alarms(outbox) == [moderator.email]


def test_what_fails_while_it_is_told_is_told_at_the_next_attempt(outbox, moderator, monkeypatch):
    member = MemberFactory()

    def crash(sender):
        raise ZeroDivisionError

    with directory_exhausted.connected_to(crash), pytest.raises(ZeroDivisionError):
        noticing(member)()
    assert times() == {}
    assert db.session.scalars(sa.select(DirectoryAlarm)).all() == []
    assert alarms(outbox) == []
    for _time in range(2):
        noticing(member)()
    assert times() == {Limit.PROFILES: 2}
    assert alarms(outbox) == [moderator.email]


def test_another_day_is_another_alarm(outbox, moderator):
    member = MemberFactory()
    noticing(member)()
    pass_time(hours=2)
    notice_looking(member, Limit.PROFILES, TODAY + timedelta(days=1))
    assert len(alarms(outbox)) == 2


def test_many_accounts_at_the_limit_are_one_mail_an_hour_to_each_moderator(outbox, moderator):
    other = MemberFactory(administrator=True)
    for _number in range(5):
        noticing(MemberFactory())()
    assert sorted(alarms(outbox)) == sorted([moderator.email, other.email])
    pass_time(minutes=61)
    noticing(MemberFactory())()
    assert len(alarms(outbox)) == 4


@pytest.mark.parametrize("_round", ROUNDS)
def test_many_accounts_at_the_same_moment_are_one_mail(race, outbox, moderator, _round):
    assert race(*(noticing(MemberFactory()) for _number in range(4))) == [None] * 4
    assert alarms(outbox) == [moderator.email]


def test_control_without_patience_each_account_is_a_mail(outbox, moderator, monkeypatch):
    monkeypatch.setattr(calling, "BETWEEN_ALARMS", timedelta(0))
    for _number in range(3):
        noticing(MemberFactory())()
    assert len(alarms(outbox)) == 3


def test_who_came_to_it_too_soon_after_a_mail_is_told_of_when_it_is_time(outbox, moderator):
    noticing(MemberFactory())()
    call_again()
    pass_time(minutes=61)
    call_again()
    assert len(alarms(outbox)) == 1  # nobody came after the mail
    noticing(MemberFactory())()
    pass_time(minutes=30)
    noticing(MemberFactory())()
    assert len(alarms(outbox)) == 2
    call_again()
    assert len(alarms(outbox)) == 2
    pass_time(minutes=61)
    for _time in range(2):
        call_again()
    assert len(alarms(outbox)) == 3


def test_a_moderator_at_the_limit_is_not_told_of_it_and_others_are(outbox, moderator):
    noticing(moderator)()
    assert alarms(outbox) == []
    noticing(MemberFactory())()
    assert alarms(outbox) == [moderator.email]
    other = MemberFactory(moderator=True)
    pass_time(hours=2)
    noticing(other)()
    assert alarms(outbox) == [moderator.email] * 2


def test_alarms_and_reports_wait_for_each_other_not(outbox, moderator):
    noticing(MemberFactory())()
    calling.let_call()
    db.session.commit()
    noticing(MemberFactory())()
    assert len(alarms(outbox)) == 1


def test_alarms_are_forgotten_with_the_limits_and_with_the_member(app):
    old, new = MemberFactory(), MemberFactory()
    for member, days in ((old, 31), (new, 0)):
        notice_looking(member, Limit.PROFILES, TODAY - timedelta(days=days))
    forget_reached_limits()
    assert db.session.scalars(sa.select(DirectoryAlarm.member_id)).all() == [new.id]
    db.session.execute(sa.delete(Member).where(Member.id == new.id))
    db.session.commit()
    assert db.session.scalars(sa.select(DirectoryAlarm.member_id)).all() == []
