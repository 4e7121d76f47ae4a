"""Making, adding to, settling and forgetting reports."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community import audit
from community.accounts.models import Member, Role
from community.accounts.operations.closing import _delete
from community.audit import AuditEntry
from community.db import db, now
from community.reports.models import Report, ReportReason, ReportState
from community.reports.operations import MOST_WORDS, forget_settled, report, settle
from community.reports.refusals import AboutOneself, AlreadySettled, NobodyThere, NoModerator, ReportFull
from tests.factories import MemberFactory
from tests.reports.factories import ReportFactory


def told(**more):
    return {"reason": ReportReason.SPAM, "words": "They sell me coins.", "evidence": None} | more


def reports():
    db.session.rollback()
    return list(db.session.scalars(sa.select(Report).order_by(Report.created_at)))


def test_report_keeps_what_was_told_sealed(app):
    actor, about = MemberFactory(), MemberFactory()
    report(actor=actor, about=about, **told(evidence="Buy coins!"))
    [made] = reports()
    assert (made.reporter_id, made.about_id, made.about_handle) == (actor.id, about.id, about.handle)
    assert (made.reason, made.words, made.evidence) == (ReportReason.SPAM, "They sell me coins.", "Buy coins!")
    assert made.is_open
    assert b"coins" not in made.words_sealed + made.evidence_sealed


def test_report_of_oneself_is_refused(app):
    member = MemberFactory()
    with pytest.raises(AboutOneself):
        report(actor=member, about=member, **told())
    assert reports() == []


def test_report_of_who_is_deleted_at_this_moment_is_refused(app):
    with pytest.raises(NobodyThere):
        report(actor=MemberFactory(), about=MemberFactory.build(id=uuid.uuid4()), **told())
    assert reports() == []


def test_a_second_report_is_added_to_the_open_one(app):
    actor, about = MemberFactory(), MemberFactory()
    report(actor=actor, about=about, **told())
    report(actor=actor, about=about, **told(words="Again.", evidence="More coins!"))
    report(actor=actor, about=about, **told(words="Again.", evidence="More coins!"))
    [made] = reports()
    assert (made.words, made.evidence) == ("They sell me coins.\n\nAgain.", "More coins!")
    assert made.reason is ReportReason.SPAM


def test_danger_is_not_hidden_by_what_was_told_first(app):
    actor, about = MemberFactory(), MemberFactory()
    report(actor=actor, about=about, **told())
    report(actor=actor, about=about, **told(reason=ReportReason.DANGER, words="He knows where I live."))
    report(actor=actor, about=about, **told(words="And he sells coins."))
    assert reports()[0].reason is ReportReason.DANGER


def test_nobody_buries_moderators_under_one_report(app):
    actor, about = MemberFactory(), MemberFactory()
    for number in range(4):
        report(actor=actor, about=about, **told(words=str(number) * MOST_WORDS))
    with pytest.raises(ReportFull):
        report(actor=actor, about=about, **told(words="x" * MOST_WORDS, evidence="y" * MOST_WORDS))
    assert reports()[0].evidence is None


def test_after_settling_a_new_report_can_be_made(app):
    actor, about = MemberFactory(), MemberFactory()
    ReportFactory(reporter=actor, about=about, settled=True)
    report(actor=actor, about=about, **told())
    assert [made.state for made in reports()] == [ReportState.SETTLED, ReportState.OPEN]


def test_reporting_twice_at_once_is_reporting_once(race):
    actor, about = MemberFactory(), MemberFactory()

    ids = actor.id, about.id

    def in_a_thread(words):
        def run():
            one, other = (db.session.get_one(Member, member_id) for member_id in ids)
            report(actor=one, about=other, **told(words=words))

        return run

    assert race(in_a_thread("First."), in_a_thread("Second.")) == [None, None]
    [made] = reports()
    assert set(made.words.split("\n\n")) == {"First.", "Second."}


def test_the_database_itself_holds_one_open_report(app):
    one, other = MemberFactory(), MemberFactory()
    ReportFactory(reporter=one, about=other)
    with pytest.raises(IntegrityError):
        ReportFactory(reporter=one, about=other)
    db.session.rollback()
    with pytest.raises(IntegrityError):
        ReportFactory(reporter=one, about=one)


def test_settle_tells_the_reporter_without_naming_anybody(app, outbox):
    reporter, about = MemberFactory(), MemberFactory()
    made = ReportFactory(reporter=reporter, about=about, words="Secret words.", evidence="Secret evidence.")
    settle(actor=MemberFactory(moderator=True), report=made, outcome="We suspended them.")
    [mail] = outbox()
    assert mail.recipient == reporter.email
    for hidden in (about.handle, about.display_name, "Secret", "We suspended them."):
        assert hidden not in mail.subject + mail.text + mail.html
    assert "/en/settings/reports" in mail.text
    [kept] = reports()
    assert (kept.state, kept.outcome) == (ReportState.SETTLED, "We suspended them.")


def test_settle_writes_into_the_trail_without_the_reporter(app):
    made, moderator = ReportFactory(), MemberFactory(moderator=True)
    settle(actor=moderator, report=made, outcome="We suspended them.")
    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert (entry.action, entry.actor_id, entry.subject_id) == ("reports.settle", moderator.id, made.about_id)
    assert entry.details == {}


@pytest.mark.parametrize("role", [Role.MEMBER, None], ids=["no role", "the one it is about"])
def test_settle_is_refused_to_who_may_not(app, role):
    about = MemberFactory(moderator=True)
    made = ReportFactory(about=about)
    actor, refusal = (MemberFactory(role=role), NoModerator) if role else (about, AboutOneself)
    with pytest.raises(refusal):
        settle(actor=actor, report=made, outcome="Nothing.")
    assert reports()[0].is_open


def test_settle_by_two_moderators_at_once_happens_once(race, outbox):
    made_id = ReportFactory().id
    moderators = [MemberFactory(moderator=True).id for _ in range(2)]

    def decide(moderator_id):
        def run():
            actor, made = db.session.get_one(Member, moderator_id), db.session.get_one(Report, made_id)
            settle(actor=actor, report=made, outcome="Done.")

        return run

    results = race(*(decide(moderator_id) for moderator_id in moderators))
    assert sorted(type(result) for result in results if result) == [AlreadySettled]
    assert len(outbox()) == 1


def test_settle_mails_nobody_who_is_gone(app, outbox):
    suspended = ReportFactory(reporter=MemberFactory(suspended=True))
    nobody = ReportFactory(reporter=None, words=None)
    moderator = MemberFactory(moderator=True)
    for made in (suspended, nobody):
        settle(actor=moderator, report=made, outcome="Done.")
    assert outbox() == []


def test_reports_go_a_year_after_they_were_settled(app):
    old = ReportFactory(settled=True, settled_at=now() - timedelta(days=366))
    ReportFactory(settled=True, settled_at=now() - timedelta(days=364))
    ReportFactory(created_at=now() - timedelta(days=800))
    old_id = old.id
    forget_settled()
    left = reports()
    assert len(left) == 2
    assert old_id not in {made.id for made in left}


def test_what_the_reporter_said_goes_with_the_reporter(app):
    MemberFactory(administrator=True)
    made = ReportFactory(evidence="Boo!", reporter=MemberFactory(closes_at=now()))
    _delete(made.reporter_id)
    [kept] = reports()
    assert (kept.reporter_id, kept.words, kept.evidence) == (None, None, None)
    assert kept.is_open


def test_everything_goes_with_the_member_it_is_about(app):
    made = ReportFactory(about=MemberFactory(closes_at=now()))
    _delete(made.about_id)
    assert reports() == []


def test_a_trail_entry_about_a_report_is_forgotten_with_its_subject(app):
    about = MemberFactory()
    made = ReportFactory(about=about)
    settle(actor=MemberFactory(moderator=True), report=made, outcome="Done.")
    audit.forget(about)
    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert entry.subject_name == ""
