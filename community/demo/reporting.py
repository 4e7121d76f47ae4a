"""Giving the desk something to do: invented members report each other, and somebody looks at too many profiles."""

import random
from collections.abc import Sequence
from datetime import timedelta

from community.accounts.models import Member
from community.db import db, now
from community.demo.words import OPENED_BECAUSE, OUTCOMES, REPORTS
from community.members.models import Limit, ReachedLimit
from community.moderation.models import FieldOpening
from community.reports.models import Report, ReportState


def report(draw: random.Random, known: Sequence[Member], people: Sequence[Member]) -> None:
    """Leave a report of each kind that waits, two that are settled, a limit reached and a field that was opened.

    known: the accounts to log in with, the moderator the second and the ordinary members the last two of them.
    """
    moderator, members = known[1], known[-2:]
    others = draw.sample([person for person in people if person not in known], 8)
    for number, (reason, words) in enumerate(REPORTS.items()):
        reporter = draw.choice(others[:4])
        made = _report(reporter, others[4 + number % 4], reason, words[reporter.language], days=number + 1)
        made.evidence = draw.choice([None, words[reporter.language]])
    for member, about in zip(members, others, strict=False):
        reason, words = draw.choice(list(REPORTS.items()))
        settled = _report(member, about, reason, words[member.language], days=20)
        settled.state, settled.settled_by_id = ReportState.SETTLED, moderator.id
        settled.settled_at, settled.outcome = now() - timedelta(days=18), OUTCOMES[member.language]
        opening = FieldOpening(member_id=member.id, opener_id=moderator.id, field="city")
        opening.reason, opening.at = OPENED_BECAUSE[member.language], now() - timedelta(days=19)
        db.session.add(opening)
    today = now().date()
    db.session.add(ReachedLimit(member_id=others[0].id, reached=Limit.PROFILES, day=today, times=12))
    db.session.add(ReachedLimit(member_id=others[1].id, reached=Limit.CONTACTS, day=today - timedelta(days=2), times=1))


def _report(reporter: Member, about: Member, reason: str, words: str, days: int) -> Report:
    made = Report(reporter_id=reporter.id, about_id=about.id, about_handle=about.handle, reason=reason)
    made.words, made.created_at = words, now() - timedelta(days=days, minutes=days * 7)
    db.session.add(made)
    return made
