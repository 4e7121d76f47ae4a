"""The form of a report."""

from typing import Any

from community.forms import BaseForm, LongText, RadioChoice, length, required
from community.i18n import lazy
from community.reports.models import ReportReason
from community.reports.operations import MOST_WORDS
from community.reports.wording import REASONS


class ReportForm(BaseForm):
    """Telling the moderators what is wrong with a member."""

    reason = RadioChoice(
        lazy("What is wrong?"), choices=lambda: [(reason.value, words) for reason, words in REASONS.items()]
    )
    words = LongText(
        lazy("What happened?"),
        [required(lazy("Tell the moderators what happened, in a sentence or more.")), length(0, MOST_WORDS)],
        description=lazy("What you saw, when, and where on this site. Moderators read it; nobody else does."),
    )
    evidence = LongText(
        lazy("What you were sent"),
        [length(0, MOST_WORDS)],
        description=lazy("If you like, copy here what the member wrote to you."),
    )

    def told(self) -> dict[str, Any]:
        """What was filled in, as the operation takes it."""
        return {
            "reason": ReportReason(self.reason.data),
            "words": self.words.data,
            "evidence": self.evidence.data or None,
        }
