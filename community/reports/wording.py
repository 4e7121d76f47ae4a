"""How reasons and states of reports are called on pages."""

from community.i18n import Words, lazy
from community.reports.models import ReportReason, ReportState

REASONS: dict[ReportReason, Words] = {
    ReportReason.DANGER: lazy("Somebody’s safety is in danger"),
    ReportReason.INFILTRATOR: lazy("May work for a state, or spy on members"),
    ReportReason.HARASSMENT: lazy("Harasses, threatens or insults somebody"),
    ReportReason.IMPERSONATION: lazy("Pretends to be somebody else"),
    ReportReason.SPAM: lazy("Sends advertising or fraud"),
    ReportReason.OTHER: lazy("Something else"),
}

STATES: dict[ReportState, Words] = {
    ReportState.OPEN: lazy("Waits for a moderator"),
    ReportState.SETTLED: lazy("Settled"),
}
