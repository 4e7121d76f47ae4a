"""Writing reports: making, adding to, settling, forgetting."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community import audit
from community.accounts.models import Member, Role
from community.db import atomic, db, lock, now
from community.reports import emails
from community.reports.models import Report, ReportReason, ReportState
from community.reports.queries import has_open_from_outside, hold_open
from community.reports.refusals import AboutOneself, AlreadySettled, NobodyThere, NoModerator, ReportFull
from community.reports.signals import report_made, report_settled

MOST_WORDS = 2000
# What one open report holds, with everything that was added to it.
MOST_IN_ONE = 5 * MOST_WORDS
SETTLED_STAYS = timedelta(days=365)


@atomic
def report(
    *,
    actor: Member,
    about: Member,
    reason: ReportReason,
    words: str,
    evidence: str | None = None,
    known_as: str = "",
) -> Report:
    """Tell the moderators what is wrong with a member; what is told again before they decide is added.

    words: what the reporter writes. evidence: what they choose to attach, as a message that they were sent.
    known_as: the handle under which the reporter knows the member, where that is not the one of today.
    Raises AboutOneself, ReportFull, NobodyThere.
    """
    if actor.id == about.id:
        raise AboutOneself
    lock(actor)  # who reports twice at once has made one report
    open_report = hold_open(actor, about)
    if open_report is not None:
        _add(open_report, reason, words, evidence)
        made = open_report
    else:
        made = Report(reporter_id=actor.id, about_id=about.id, about_handle=known_as or about.handle, reason=reason)
        made.words, made.evidence = words, evidence
        _save(made)
    report_made.send(made)
    return made


def report_from_outside(*, about: Member, reason: ReportReason, words: str) -> None:
    """Tell the moderators what somebody without an account has told; part of an operation.

    words: ours, not theirs. While such a report about the member waits, another one adds nothing.
    """
    lock(about)  # told twice at once is told once
    if has_open_from_outside(about):
        return
    made = Report(about_id=about.id, about_handle=about.handle, reason=reason)
    made.words = words
    _save(made)
    report_made.send(made)


@atomic
def settle(*, actor: Member, report: Report, outcome: str) -> None:
    """Decide about a report, and tell the reporter that somebody did.

    Raises AlreadySettled, AboutOneself, NoModerator.
    """
    lock(report)
    if not actor.is_active or actor.role is Role.MEMBER:
        raise NoModerator
    if report.about_id == actor.id:
        raise AboutOneself
    if not report.is_open:
        raise AlreadySettled
    report.state = ReportState.SETTLED
    report.outcome = outcome
    report.settled_by_id = actor.id
    report.settled_at = now()
    # Not the outcome: the trail tells its subject the reasons of what was done to them.
    audit.record(actor, "reports.settle", db.session.get_one(Member, report.about_id))
    report_settled.send(report)
    reporter = db.session.get(Member, report.reporter_id) if report.reporter_id else None
    if reporter is not None and reporter.is_active:
        emails.send_settled(reporter)


@atomic
def forget_settled() -> None:
    """Delete reports a year after they were settled."""
    old = sa.delete(Report).where(Report.state == ReportState.SETTLED, Report.settled_at < now() - SETTLED_STAYS)
    db.session.execute(old)


def forget_reporter(member: Member) -> None:
    """Let go of a member who is deleted: that they reported somebody stays, not who, in what words, with what."""
    theirs = sa.update(Report).where(Report.reporter_id == member.id)
    db.session.execute(theirs.values(reporter_id=None, words_sealed=None, evidence_sealed=None))


def _save(made: Report) -> None:
    db.session.add(made)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise NobodyThere from error


def _add(made: Report, reason: ReportReason, words: str, evidence: str | None) -> None:
    if reason is ReportReason.DANGER:  # what was told first must not hide it
        made.reason = reason
    made.words = _joined(made.words, words)
    made.evidence = _joined(made.evidence, evidence)
    if len(made.words or "") + len(made.evidence or "") > MOST_IN_ONE:
        raise ReportFull


def _joined(before: str | None, more: str | None) -> str | None:
    if not more or (before and more in before):  # sent twice, as when a button is pressed twice
        return before
    return f"{before}\n\n{more}" if before else more
