"""The reports that a member made, told to that member.

What others reported about them is not told: it would tell who.
"""

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.i18n import lazy
from community.reports.models import Report
from community.reports.queries import list_made_by
from community.reports.wording import REASONS, STATES


def tell_reports(member: Member) -> list[Part]:
    """What the member told the moderators, and what became of it."""
    return [Part("reports", lazy("What you reported"), [_report(made) for made in list_made_by(member)])]


def _report(made: Report) -> list[Fact]:
    return [
        Fact("day", lazy("Day"), made.created_at.date()),
        Fact("about", lazy("About"), made.about_handle),
        Fact("reason", lazy("Reason"), made.reason, REASONS[made.reason]),
        Fact("words", lazy("What you wrote"), made.words),
        Fact("evidence", lazy("What you attached"), made.evidence),
        Fact("state", lazy("State"), made.state, STATES[made.state]),
        Fact("outcome", lazy("What was decided"), made.outcome),
    ]
