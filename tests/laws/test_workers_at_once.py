"""Whatever the schedule asks for may be done by several workers at the same moment: it has the effect of once."""

import json
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.models import Member
from community.accounts.operations import close
from community.db import db, now
from community.errands import Errand
from community.mail import OutboxMail
from community.meetings.models import Answer
from tests.decisions.factories import ProposalFactory
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory
from tests.meetings.factories import AttendanceFactory, MeetingFactory
from tests.reports.factories import ReportFactory

TIMES = 3


def told():
    """The mails by what they tell, and the things of which groups are told, each with how often."""
    db.session.rollback()
    mails = Counter(db.session.scalars(sa.select(OutboxMail.template)))
    things = Counter(json.loads(errand.payload)["about"] for errand in db.session.scalars(sa.select(Errand)))
    return mails, things


@pytest.fixture
def much_is_due():
    """A reminder of each sort, an account to be deleted, a vote that is over, and a report that waits."""
    group = GroupFactory()
    person = MemberFactory()
    MembershipFactory(group=group, member=person)
    EndorsementFactory(address="haru@example.org", pending=True, created_at=now() - timedelta(days=6), mails_sent=1)
    meeting = MeetingFactory(group=group, starts_at=now() + timedelta(hours=20))
    AttendanceFactory(meeting=meeting, member=person, answer=Answer.YES)
    ProposalFactory(group=group, remind_at=now() - timedelta(minutes=1))
    ProposalFactory(group=group, over=True)
    MemberFactory(moderator=True)
    ReportFactory()
    close(actor=MemberFactory(), device="")
    closing = Member.closes_at.is_not(None)
    db.session.execute(sa.update(Member).where(closing).values(closes_at=now() - timedelta(seconds=1)))
    db.session.execute(sa.delete(OutboxMail))
    db.session.commit()


@pytest.mark.usefixtures("much_is_due")
def test_several_workers_at_the_same_moment_do_everything_once(app, race, caplog):
    jobs = [job for schedule in app.extensions["schedules"] for job in schedule._jobs]

    def do_everything():
        for job in jobs:
            job()

    assert race(*[do_everything] * TIMES) == [None] * TIMES
    mails = {"endorsements/mail/reminder": 1, "accounts/mail/closed": 1, "moderation/mail/waiting": 1}
    assert told() == (mails, {"meeting": 1, "decision": 2})
    assert "could not" not in caplog.text
