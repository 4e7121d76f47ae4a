"""The words of exports."""

from community.exports.models import ExportContent, ExportFormat, ExportState
from community.i18n import Words, lazy

CONTENTS: dict[ExportContent, Words] = {
    ExportContent.NAMES: lazy("Endorsements with a name, as everybody can read them"),
    ExportContent.COUNTS: lazy("Counts, as everybody can read them"),
}
FORMATS: dict[ExportFormat, Words] = {
    ExportFormat.CSV: lazy("CSV, for spreadsheets"),
    ExportFormat.JSON: lazy("JSON, for programs"),
}
STATES: dict[ExportState, Words] = {
    ExportState.WAITING: lazy("Waits for a second person"),
    ExportState.APPROVED: lazy("Approved"),
    ExportState.DECLINED: lazy("Declined"),
    ExportState.OVER: lazy("Over"),
}
TONES: dict[ExportState, str] = {
    ExportState.WAITING: "waiting",
    ExportState.APPROVED: "good",
    ExportState.DECLINED: "bad",
    ExportState.OVER: "calm",
}
